"""Wrong recipes: every fault says line and column, and what was probably meant."""

from __future__ import annotations

from itertools import pairwise

import pytest

from entracte.faults import Fault
from entracte.recipe.nodes import MOST_BYTES
from entracte.recipe.reading import read_recipe
from tests.recipe.working import Work

GOOD = """\
entracte: 1
name: test
sources:
  t: {file: t.csv}
tables:
  b: {from: t, where: "=[@A]<>1"}
crosswalks:
  titles: {file: titles.csv, key: OLD, value: NEW}
outputs:
  - format: contact
    from: b
    columns:
      OPERATION: INSERT
      LASTNAME: {column: NOM, apply: [trim, {pad_left: {width: 8}}]}
      TITLE: {column: CIVILITE, crosswalk: titles}
"""

WRONG = [
    # what is written instead, the fault, the line, what the hint or message holds
    ("entracte: 1", "entracte: 2", "wrong-type", 1, "1"),
    ("name: test\n", "", "missing-key", 1, "name"),
    ("outputs:", "output:", "unknown-key", 9, "outputs"),
    ("file: t.csv", "fil: t.csv", "unknown-key", 4, "file"),
    ("{from: t, where", "{where", "bad-table", 6, "from"),
    ("from: t,", "from: tt,", "unknown-table", 6, "t"),
    ("from: b", "from: bb", "unknown-table", 11, "b"),
    ("format: contact", "format: contacts", "unknown-format", 10, "contact"),
    ("[trim,", "[trimm,", "unknown-operation", 14, "trim"),
    ("column: NOM", "colum: NOM", "unknown-key", 14, "column"),
    ("{column: NOM,", "{", "bad-column", 14, "column"),
    ("{column: NOM,", "{column: NOM, constant: X,", "bad-column", 14, "exactly one"),
    ("OPERATION: INSERT", "OPERATION: [a]", "wrong-type", 13, "list"),
    ("      OPERATION: INSERT\n", "      TITLE: MR\n", "duplicate-key", 15, "TITLE"),
    ("OPERATION: INSERT", "OPERATION: &x INSERT", "yaml-refused", 13, "anchors"),
    ("OPERATION: INSERT", "OPERATION: !!python/name:os.system INSERT", "yaml-refused", 13, "tags"),
    ("OPERATION: INSERT", "OPERATION: @x", "bad-yaml", 13, "quotes"),
    ("OPERATION: INSERT", 'OPERATION: "x', "bad-yaml", None, "quotes"),
    ("OPERATION: INSERT", "OPERATION: ${nobody}", "unknown-parameter", 13, "nobody"),
    ("name: test", "name: test\nparameters: {place: }", "parameter-missing", 3, "--set place"),
    ("sources:\n", "sources:\n  b: {file: b.csv}\n", "duplicate-name", 7, "b"),
    ("columns:\n", "name: a/b\n    columns:\n", "bad-name", 10, "a/b"),
    ('"=[@A]<>1"', "[@A]<>1", "bad-yaml", None, ""),
    ('"=[@A]<>1"', '"[@A]<>1"', "wrong-type", 6, "begins with ="),
    ("{from: t,", "{from: t, group: {by: X, columns: {S: {summ: X}}},", "unknown-key", 6, "sum"),
    ("{from: t,", "{from: t, sequence: {column: N, order: X, start: x},", "wrong-type", 6, "whole number"),
    ("{file: t.csv}", "{file: t.csv, types: {A: numbr}}", "unknown-type", 4, "number"),
    ("{file: t.csv}", "{file: t.csv, types: {A: number dd.mm}}", "unknown-type", 4, "dd.mm.yyyy"),
    ("{file: t.csv}", "{file: t.csv, types: {A: date mm.dd}}", "unknown-type", 4, "a day, a month and a year"),
    ("{file: t.csv}", "{file: t.csv, types: {A: date dd.mm.yyyyy}}", "unknown-type", 4, "dd.mm.yyyy"),
    ("{file: t.csv}", "{file: t.csv, types: {A: date hh.mm.ss}}", "unknown-type", 4, "dd.mm.yyyy"),
    ("{file: t.csv}", "{file: t.csv, types: {A: timestamp hh.mm}}", "unknown-type", 4, "dd.mm.yyyy hh:mm:ss"),
    ("{file: t.csv}", "{file: t.csv, types: {A: time dd.mm.yyyy}}", "unknown-type", 4, "hh:mm"),
]


@pytest.mark.parametrize(("old", "new", "code", "line", "says"), WRONG)
def test_a_wrong_recipe_is_a_fault_that_says_where_and_what_was_meant(
    work: Work, old: str, new: str, code: str, line: int | None, says: str
) -> None:
    assert old in GOOD
    with pytest.raises(Fault) as caught:
        read_recipe(work.recipe(GOOD.replace(old, new, 1)))
    fault = caught.value
    assert fault.code == code, fault.message
    assert says in fault.message + fault.hint
    assert fault.message.startswith("recipe.yaml, line ")
    assert line is None or fault.facts["line"] == line
    assert isinstance(fault.facts["column"], int)


@pytest.mark.parametrize(
    "told",
    [
        "date yyyymmdd",
        "date d.m.yy",
        "date mm/dd/yyyy",
        "date dd mmm yyyy",
        "timestamp yyyy-mm-dd hh:mm:ss",
        "timestamp dd.mm.yyyy hh:mm",
        "timestamp hh:mm dd.mm.yyyy",
        "time hh:mm",
        "date",
        "timestamp",
        "time",
    ],
)
def test_forms_of_dates_that_are_read(work: Work, told: str) -> None:
    found = read_recipe(work.recipe(GOOD.replace("{file: t.csv}", f"{{file: t.csv, types: {{A: '{told}'}}}}", 1)))
    kind = found.recipe.sources["t"].types["A"]
    assert f"{kind.kind.value} {kind.form}".strip() == told


def test_the_recipe_of_the_specification_is_read(work: Work) -> None:
    read = read_recipe(work.recipe(GOOD))
    assert read.recipe.name == "test"
    assert [each.name for each in read.recipe.outputs] == ["contact"]


def test_scalars_stay_text(work: Work) -> None:
    """NO is Norway, 007 has three digits, and a date is not a date of Python."""
    text = GOOD.replace("OPERATION: INSERT", "COUNTRY: NO\n      LINE1: 007\n      LINE2: 2026-01-01\n      LINE3: 1e3")
    columns = read_recipe(work.recipe(text)).recipe.outputs[0].columns
    assert [columns[name].begins.text for name in ("COUNTRY", "LINE1", "LINE2", "LINE3")] == [  # type: ignore[union-attr]
        "NO",
        "007",
        "2026-01-01",
        "1e3",
    ]


def test_a_bomb_of_aliases_is_refused_before_it_is_built(work: Work) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    names = "abcdefghijklmnop"
    for before, name in pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    with pytest.raises(Fault, match="anchors") as caught:
        read_recipe(work.recipe("\n".join(lines)))
    assert caught.value.code == "yaml-refused"


def test_a_deep_or_large_recipe_is_refused(work: Work) -> None:
    with pytest.raises(Fault) as deep:
        read_recipe(work.recipe("a: " + "[" * 5000 + "]" * 5000))
    assert deep.value.code == "yaml-refused"
    with pytest.raises(Fault) as large:
        read_recipe(work.recipe("# " + "x" * MOST_BYTES))
    assert large.value.code == "recipe-too-large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"name: \xff\xfe", "recipe-not-text"),
        (b"", "empty-recipe"),
        (b"- a", "bad-recipe"),
        (b"a: 1\n---\nb: 2", "yaml-refused"),
    ],
)
def test_what_is_no_recipe_is_refused(work: Work, data: bytes, code: str) -> None:
    path = work.recipe("")
    path.write_bytes(data)
    with pytest.raises(Fault) as caught:
        read_recipe(path)
    assert caught.value.code == code


def test_a_recipe_that_is_not_there_is_a_fault(work: Work) -> None:
    with pytest.raises(Fault, match="no recipe"):
        read_recipe(work.folder / "nothing.yaml")
    with pytest.raises(Fault, match="folder"):
        read_recipe(work.folder)


def test_tables_in_a_circle_are_named(work: Work) -> None:
    text = GOOD.replace('b: {from: t, where: "=[@A]<>1"}', "b: {from: c}\n  c: {from: d}\n  d: {union: [t, b]}")
    with pytest.raises(Fault, match="b is made of c is made of d is made of b") as caught:
        read_recipe(work.recipe(text))
    assert caught.value.code == "circular-tables"


def test_what_venues_share_is_included_and_one_column_changed(work: Work) -> None:
    (work.folder / "recipe" / "common").mkdir(parents=True)
    (work.folder / "recipe" / "common" / "contact.yaml").write_text(
        GOOD.replace("name: test", "parameters: {place: Nowhere}").replace("INSERT", "${place}"), encoding="utf-8"
    )
    own = """
        entracte: 1
        name: venue
        include: common/contact.yaml
        parameters: {place: Here}
        outputs:
          - format: contact
            columns: {TITLE: MR, LINE1: "$${place}"}
        """
    recipe = read_recipe(work.recipe(own)).recipe
    columns = recipe.outputs[0].columns
    assert list(columns) == ["OPERATION", "LASTNAME", "TITLE", "LINE1"]
    assert columns["OPERATION"].begins.text == "Here"  # type: ignore[union-attr]
    assert columns["TITLE"].begins.text == "MR"  # type: ignore[union-attr]
    assert columns["LINE1"].begins.text == "${place}"  # type: ignore[union-attr]
    told = read_recipe(work.recipe(own), {"place": "Told"}).recipe
    assert told.outputs[0].columns["OPERATION"].begins.text == "Told"  # type: ignore[union-attr]
    with pytest.raises(Fault, match="no parameter plac"):
        read_recipe(work.recipe(own), {"plac": "x"})


def test_an_included_file_names_what_lies_beside_it(work: Work) -> None:
    common = work.folder / "recipe" / "common"
    (common / "lists").mkdir(parents=True)
    (common / "contact.yaml").write_text("include: [more.yaml]\nname: test\n", encoding="utf-8")
    (common / "more.yaml").write_text(GOOD.replace("titles.csv", "lists/titles.csv"), encoding="utf-8")
    (common / "lists" / "titles.csv").write_text("OLD;NEW\nM;MR\n", encoding="utf-8")
    read = read_recipe(work.recipe("include: common/contact.yaml\n"))
    from entracte.recipe.crosswalks import read_crosswalks

    read_crosswalks(read.recipe.crosswalks, read.folder)
    assert [each.name for each in read.folder.files] == [
        "common/contact.yaml",
        "common/lists/titles.csv",
        "common/more.yaml",
        "recipe.yaml",
    ]
    (common / "lists" / "titles.csv").rename(common / "titles.csv")
    again = read_recipe(work.recipe("include: common/contact.yaml\n"))
    with pytest.raises(Fault) as caught:
        read_crosswalks(again.recipe.crosswalks, again.folder)
    assert caught.value.hint == "Did you mean titles.csv?"


def test_a_parameter_in_a_formula_stays_within_its_quotes(work: Work) -> None:
    text = GOOD.replace("name: test", 'name: test\nparameters: {p: "a\\"&[@B]&\\"b"}')
    text = text.replace("OPERATION: INSERT", 'LINE1: "=\\"${p}\\""')
    begins = read_recipe(work.recipe(text)).recipe.outputs[0].columns["LINE1"].begins
    assert begins.text == '="a""&[@B]&""b"'  # type: ignore[union-attr]


def test_includes_in_a_circle_are_a_fault(work: Work) -> None:
    work.recipe("include: [b.yaml]", "b.yaml")
    with pytest.raises(Fault) as caught:
        read_recipe(work.recipe("include: [b.yaml]\n" + GOOD))
    assert caught.value.code == "circular-include"


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/hostname", "a/../../outside.csv", "link.csv", "..\\\\outside.csv"]
)
def test_a_recipe_reads_no_file_outside_its_folder(work: Work, name: str) -> None:
    path = work.recipe(GOOD.replace("titles.csv", f'"{name}"'))
    (work.folder / "outside.csv").write_text("OLD;NEW\n", encoding="utf-8")
    (work.folder / "recipe" / "link.csv").symlink_to(work.folder / "outside.csv")
    read = read_recipe(path)
    from entracte.recipe.crosswalks import read_crosswalks

    with pytest.raises(Fault) as caught:
        read_crosswalks(read.recipe.crosswalks, read.folder)
    assert caught.value.code == "outside-folder"
    assert caught.value.facts["line"] == 8


def test_the_schema_accepts_what_is_read_and_refuses_what_is_not() -> None:
    import yaml
    from jsonschema import Draft202012Validator

    from entracte.recipe.schema import json_schema

    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(yaml.safe_load(GOOD))) == []
    for old, new in [("file: t.csv", "fil: t.csv"), ("[trim,", "[trimm,"), ("column: NOM", "colum: NOM")]:
        assert list(validator.iter_errors(yaml.safe_load(GOOD.replace(old, new)))), new


def test_the_schema_knows_that_an_including_recipe_changes_only_some_columns() -> None:
    import yaml
    from jsonschema import Draft202012Validator

    from entracte.recipe.schema import json_schema

    validator = Draft202012Validator(json_schema())
    own = "entracte: 1\nname: venue\ninclude: [c.yaml]\noutputs:\n  - format: contact\n    columns: {PREF_LANG: de}\n"
    assert list(validator.iter_errors(yaml.safe_load(own))) == []
    assert list(validator.iter_errors(yaml.safe_load(own.replace("include: [c.yaml]\n", ""))))
    assert list(validator.iter_errors(yaml.safe_load(own.replace("PREF_LANG: de", "PREF_LANG: {colum: X}"))))
