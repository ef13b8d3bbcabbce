"""Importing through the command: documents, exit statuses, several files, the same file twice (D31, D55, D66, D71)."""

from entracte.institution.environments import Environment
from tests.conftest import rows

from .running import Command
from .target import contacts, imports
from .workbooks import write_workbook

HEADER = "INSTITUTION;OPERATION;CONTACT_NR;FIRSTNAME;LASTNAME;EMAIL1;OFFICIAL_NAME;REMARK"
SUMMARY = {"format", "digest", "rows", "created", "updated", "findings", "import"}


def test_import_then_update(entracte: Command, harbour: Environment) -> None:
    entracte.file(
        "contact.csv",
        HEADER,
        "HARBOUR;INSERT;1001;Ada;Kerr;ada@example.org;;",
        "HARBOUR;INSERT;1002;Bea;Kerr;bea@example.org;Acme;",
        "HARBOUR;INSERT;;;;;Beta;",
        "HARBOUR;INSERT;1001;Eve;Kerr;;;",
    )
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.err) == (1, "")
    assert ran.counts == (4, 3, 0, 1, 0)
    document = ran.json
    assert set(document) >= SUMMARY
    assert document["created"] == {"individual": 1, "structure": 2, "relay": 1}
    assert document["updated"] == {"individual": 0, "structure": 0, "relay": 0}
    assert ran.found == {("number-repeated", "CONTACT_NR"): 1}
    assert imports(harbour) == [document["import"]]
    assert {each["imported_by"] for each in contacts(harbour)} == {document["import"]}
    entracte.file("update.csv", HEADER, "HARBOUR;UPDATE;1001;;;;;hello", "HARBOUR;UPDATE;1002;Bea;;;;")
    ran = entracte("import", "update.csv", "--to", "dev", "--format", "contact", "--json")
    assert (ran.status, ran.counts) == (0, (2, 1, 1, 0, 0))
    assert ran.json["created"] == {"individual": 0, "structure": 0, "relay": 0}
    assert ran.json["updated"] == {"individual": 1, "structure": 0, "relay": 0}


def test_configuration_rows_are_directives(entracte: Command, harbour: Environment) -> None:
    entracte.file(
        "contact.csv",
        "INSTITUTION;OPERATION;LASTNAME;CRIT01",
        "HARBOUR;CONFIG;;PREFCOL",
        "HARBOUR;INSERT;Kerr;Red|Green",
    )
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.counts, ran.codes) == (0, (2, 1, 0, 0, 1), set())
    assert rows(harbour, "SELECT criteria::text FROM contact") == [('{"PREFCOL": ["Green", "Red"]}',)]


def test_dry_run_is_the_run(entracte: Command, harbour: Environment) -> None:
    entracte.file(
        "contact.csv",
        HEADER,
        "HARBOUR;INSERT;1001;Ada;Kerr;ada@example.org;;",
        "HARBOUR;INSERT;1002;Bea;Kerr;ADA@example.org;Acme;",
        "HARBOUR;UPDATE;1001;;;;;hello",
        "HARBOUR;UPDATE;1009;;;;;hello",
        "HARBOUR;DROP;1002;;;;;",
    )
    dry = entracte("import", "contact.csv", "--to", "dev", "--dry-run", "--json", "-o", "dry.csv")
    assert contacts(harbour) == [] and imports(harbour) == []
    assert (dry.json["dry_run"], dry.json["import"]) == (True, None)
    checked = entracte("check", "contact.csv", "--in", "dev", "--json", "-o", "check.csv")
    assert contacts(harbour) == [] and imports(harbour) == []
    ran = entracte("import", "contact.csv", "--to", "dev", "--json", "-o", "run.csv")
    assert ran.json["import"]
    assert dry.status == checked.status == ran.status == 1
    for part in ("rows", "created", "updated", "findings", "digest", "format", "institutions"):
        assert dry.json[part] == ran.json[part] == checked.json[part], part
    listed = [(entracte.folder / f"{name}.csv").read_bytes() for name in ("dry", "check", "run")]
    assert listed[0] == listed[1] == listed[2]


def test_same_file_twice_is_refused_until_undone_or_asked_for(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, "HARBOUR;INSERT;;Ada;Kerr;;;")
    first = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert first.status == 0
    second = entracte("import", "contact.csv", "--to", "dev", "--json", "-o", "log.json")
    assert (second.status, second.counts, second.codes) == (2, (0, 0, 0, 0, 0), {"imported-before"})
    assert second.json["import"] is None
    assert first.json["import"] in (entracte.folder / "log.json").read_text(encoding="utf-8")
    assert len(contacts(harbour)) == 1
    dry = entracte("import", "contact.csv", "--to", "dev", "--dry-run", "--json")
    assert (dry.status, dry.codes) == (2, {"imported-before"})
    again = entracte("import", "contact.csv", "--to", "dev", "--again", "--json")
    assert (again.status, again.counts) == (0, (1, 1, 0, 0, 0))
    for ran in (again, first):
        undone = entracte("undo", ran.json["import"], "--in", "dev", "--json")
        assert (undone.status, undone.json["removed"], undone.json["kept"]) == (0, 1, [])
    assert contacts(harbour) == []
    assert entracte("import", "contact.csv", "--to", "dev", "--json").counts == (1, 1, 0, 0, 0)


def test_same_rows_under_another_name_are_the_same_file(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, "HARBOUR;INSERT;;Ada;Kerr;;;")
    entracte.file("copy.csv", HEADER, "HARBOUR;INSERT;;Ada;Kerr;;;")
    assert entracte("import", "contact.csv", "--to", "dev").status == 0
    ran = entracte("import", "copy.csv", "--to", "dev", "--format", "contact", "--json")
    assert (ran.status, ran.codes) == (2, {"imported-before"})


def test_undo_says_what_it_kept(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", HEADER, "HARBOUR;INSERT;1001;Ada;Kerr;;;", "HARBOUR;INSERT;1002;Bea;Kerr;;;")
    first = entracte("import", "contact.csv", "--to", "dev", "--json").json["import"]
    entracte.file("update.csv", HEADER, "HARBOUR;UPDATE;1002;;;;;hello")
    second = entracte("import", "update.csv", "--to", "dev", "--format", "contact", "--json").json["import"]
    undone = entracte("undo", first, "--in", "dev", "--json")
    assert (undone.status, undone.err) == (0, "")
    assert (undone.json["removed"], undone.json["restored"]) == (1, 0)
    assert [each["number"] for each in undone.json["kept"]] == ["1002"]
    assert [each["number"] for each in contacts(harbour)] == ["1002"]
    assert entracte("undo", first, "--in", "dev", "--json").fault["code"] == "undone-before"
    assert entracte("undo", second, "--in", "dev", "--json").json["restored"] == 1
    assert [each["remark"] for each in contacts(harbour)] == [None]
    assert entracte("undo", "20200101-000000-abcd", "--in", "dev", "--json").fault["code"] == "unknown-import"


def test_institution_of_rows_that_name_none(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", "LASTNAME;FIRSTNAME", "Kerr;Ada", "Kerr;Bea")
    ran = entracte("import", "contact.csv", "--to", "dev", "--json")
    assert (ran.status, ran.counts) == (1, (2, 0, 0, 2, 0))
    assert ran.codes == {"institution-missing"}
    ran = entracte("import", "contact.csv", "--to", "dev", "--institution", "HARBOUR", "--json")
    assert (ran.status, ran.counts) == (0, (2, 2, 0, 0, 0))
    entracte.file("mixed.csv", "INSTITUTION;LASTNAME", ";Kerr", "HARBOUR;Kerr", "harbour;Kerr")
    ran = entracte("check", "mixed.csv", "--in", "dev", "--format", "contact", "--institution", "HARBOUR", "--json")
    assert (ran.counts, ran.codes) == ((3, 2, 0, 1, 0), {"institution-unknown"})
    ran = entracte("check", "contact.csv", "--in", "dev", "--institution", "NOWHERE", "--json")
    assert ran.status in (1, 2) and "institution-unknown" in ran.codes


def test_workbook_of_settings_and_contacts(entracte: Command, environment: Environment) -> None:
    """Sheets named by their formats are applied in the order of the catalogue, whatever their order in the book."""
    write_workbook(
        entracte.folder / "pier.xlsx",
        contact=[["INSTITUTION", "LASTNAME", "CRIT01"], ["PIER", "Kerr", "NEWS=YES"]],
        notes=[["anything"], ["else"]],
        criterion=[
            ["INSTITUTION", "CRITERION", "NAME", "DATA_TYPE", "CONTACT_TYPE", "ELEMENT", "ELEMENT_NAME"],
            ["PIER", "NEWS", "Newsletter", "CHOICE", "BOTH", "YES", "Yes"],
        ],
        institution=[["INSTITUTION", "NAME", "COUNTRY", "LANGUAGE", "CURRENCY"], ["PIER", "Pier", "CH", "fr", "CHF"]],
    )
    dry = entracte("import", "pier.xlsx", "--to", "dev", "--dry-run", "--json")
    assert dry.status == 0, dry.out
    assert imports(environment) == []
    ran = entracte("import", "pier.xlsx", "--to", "dev", "--json")
    assert (ran.status, set(ran.json)) == (0, {"files"})
    assert [each["format"] for each in ran.json["files"]] == ["institution", "criterion", "contact"]
    assert [each["rows"] for each in ran.json["files"]] == [each["rows"] for each in dry.json["files"]]
    assert [each["findings"] for each in ran.json["files"]] == [each["findings"] for each in dry.json["files"]]
    assert all(each["rows"]["imported"] == each["rows"]["read"] == 1 for each in ran.json["files"])
    assert sorted(each["import"] for each in ran.json["files"]) == imports(environment)
    assert rows(environment, "SELECT criteria::text FROM contact") == [('{"NEWS": ["YES"]}',)]


def test_several_files_in_the_order_of_the_catalogue(entracte: Command, environment: Environment) -> None:
    entracte.file("contact.csv", "INSTITUTION;CONTACT_NR;LASTNAME", "PIER;1;Kerr")
    entracte.file("b.csv", "INSTITUTION;OPERATION;CONTACT_NR;REMARK;LASTNAME", "PIER;UPDATE;1;second;")
    entracte.file("institution.csv", "INSTITUTION;NAME;COUNTRY;LANGUAGE;CURRENCY", "PIER;Pier;CH;fr;CHF")
    ran = entracte("import", "contact.csv", "b.csv", "institution.csv", "--to", "dev", "--json")
    assert ran.status == 0, ran.out
    told = [(each["file"].rpartition("/")[2], each["rows"]["imported"]) for each in ran.json["files"]]
    assert told == [("institution.csv", 1), ("contact.csv", 1), ("b.csv", 1)]
    assert [each["remark"] for each in contacts(environment)] == ["second"]


def test_one_refused_file_among_several(entracte: Command, harbour: Environment) -> None:
    entracte.file("contact.csv", "INSTITUTION;LASTNAME", "HARBOUR;Kerr")
    entracte.file("bad.csv", "INSTITUTION;LASTNAME;LASTNAME", "HARBOUR;Kerr;Kerr")
    ran = entracte("import", "contact.csv", "bad.csv", "--to", "dev", "--json")
    assert ran.status == 2
    assert [(each["refused"], each["rows"]["read"]) for each in ran.json["files"]] == [(False, 1), (True, 0)]


def test_format_by_columns_else_a_fault_naming_candidates(entracte: Command) -> None:
    entracte.file("x.csv", "INSTITUTION;CRITERION;DATA_TYPE;CONTACT_TYPE", "HARBOUR;NEWS;TEXT;BOTH")
    assert entracte("check", "x.csv", "--json").json["format"] == "criterion"
    entracte.file("y.csv", "OPERATION;NAME;NAME_FR", "INSERT;x;y")
    fault = entracte("check", "y.csv", "--json").fault
    assert fault["code"] == "format-unknown"
    assert len(fault["candidates"]) > 1
    assert "--format" in fault["hint"]


def test_a_fault_in_a_later_file_tells_what_was_imported_before_it(entracte: Command) -> None:
    entracte.file("institution.csv", "INSTITUTION;NAME;COUNTRY;LANGUAGE;CURRENCY", "QUAY;Quay;FR;fr;EUR")
    entracte.file("contact.csv", HEADER, "QUAY;INSERT;1001;Ada;Kerr;ada@example.org;;")
    ran = entracte("import", "contact.csv", "institution.csv", "--to", "preprod", "--json")
    assert ran.status == 2
    assert [(each["format"], each["rows"]["imported"]) for each in ran.json["fault"]["files"]] == [("institution", 1)]
    assert "institution.csv" in ran.json["fault"]["hint"]
