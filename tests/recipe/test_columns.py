"""What a column can be made of, and what becomes of what goes wrong in it."""

from __future__ import annotations

import pytest

from entracte.faults import Fault
from tests.recipe.working import HEAD, Work

PEOPLE = """
    ID;NOM;CIV;BORN;AMOUNT
    1; dupont ;M.;1.8.1965;10
    2;KERR;Mme;31.12.1999;
    3;"o;neill";Dr;bad;x
    """


def test_constants_columns_and_operations(work: Work) -> None:
    rows = work.made(
        """
        A: constant text
        B: {constant: }
        C: {column: nom}
        D: {column: NOM, apply: [trim, {pad_left: {width: 8, with: "."}}, {prefix: "[@ID]"}]}
        """,
        PEOPLE,
    )
    assert rows[0] == {"A": "constant text", "B": "", "C": " dupont ", "D": "1..dupont"}
    assert work.text("results.csv") == (
        "A;B;C;D\nconstant text;; dupont ;1..dupont\nconstant text;;KERR;2....KERR\n"
        'constant text;;"o;neill";"3.o;neill"\n'
    )


def test_formulas_and_their_errors(work: Work) -> None:
    """R2: an error is an empty cell and a finding; the others are not hurt."""
    rows = work.made('A: "=[@NOM]&\\"!\\""\nB: "=10/[@AMOUNT]"\nC: "=[@AMOUNT]"', PEOPLE)
    assert [row["B"] for row in rows] == ["1", "", ""]
    assert [row["C"] for row in rows] == ["10", "", "x"]
    done = work.run(work.folder / "recipe" / "recipe.yaml", work.folder / "delivery")
    assert done.as_json()["findings"] == [
        {"code": "formula-error", "outcome": "field-dropped", "field": "B", "count": 2, "of": "results.csv"}
    ]
    assert work.column("findings", "ROW") == ["3", "4"]
    assert work.column("findings", "VALUE") == ["#DIV/0!", "#VALUE!"]


def test_declared_types_are_read_and_written_in_the_form_of_the_output(work: Work) -> None:
    """R3, R5: ISO in a free table, DD.MM.YYYY in a format; what is not written as declared stays text and is found."""
    more = ""
    text = HEAD.replace("{file: t.csv}", '{file: t.csv, types: {BORN: "date d.m.yyyy", AMOUNT: number}}') + more
    text += """
outputs:
  - {format: table, name: results, from: t, columns: {B: {column: BORN}, N: "=[@AMOUNT]*2", D: "=[@BORN]+1"}}
  - {format: contact, from: t, columns: {LASTNAME: {column: NOM}, BIRTHDATE: {column: BORN}}}
"""
    done = work.run(work.recipe(text), work.delivery(t=PEOPLE))
    assert work.column("results", "B") == ["1965-08-01", "1999-12-31", "bad"]
    assert work.column("results", "D") == ["1965-08-02", "2000-01-01", ""]
    assert work.column("results", "N") == ["20", "0", ""]
    assert work.column("contact", "BIRTHDATE") == ["01.08.1965", "31.12.1999", "bad"]
    found = {(each["of"], each["field"], each["code"]): each["count"] for each in done.as_json()["findings"]}
    assert found["t", "BORN", "cell-not-as-declared"] == 1
    assert found["t", "AMOUNT", "cell-not-as-declared"] == 1


TITLES = """
    OLD;NEW
    M.;MR
    Mme;MRS
    Sir;MR
    """


@pytest.mark.parametrize(
    ("missing", "expected", "code", "rejected"),
    [
        ("report", ["MR", "MRS", ""], "crosswalk-unknown", 0),
        ("keep", ["MR", "MRS", "Dr"], None, 0),
        ("UNDEFINED", ["MR", "MRS", "UNDEFINED"], None, 0),
        ("{default: keep}", ["MR", "MRS", "keep"], None, 0),
        ("reject", ["MR", "MRS"], "crosswalk-unknown-rejected", 1),
    ],
)
def test_a_crosswalk_and_what_it_does_not_know(
    work: Work, missing: str, expected: list[str], code: str | None, rejected: int
) -> None:
    crosswalk = f"\ncrosswalks:\n  titles: {{file: titles.csv, key: OLD, value: NEW, missing: {missing}}}\n"
    rows = work.made("T: {column: CIV, crosswalk: titles}", PEOPLE, crosswalk, titles_csv=TITLES)
    assert [row["T"] for row in rows] == expected
    protocol = work.protocol()
    assert [each["code"] for each in protocol["findings"]] == ([code] if code else [])
    (used,) = protocol["crosswalks"]
    assert (used["entries"], used["unused"], used["unused_keys"], used["unknown"]) == (3, 1, ["Sir"], 1)
    (output,) = protocol["outputs"]
    assert (output["rows"], output["rejected"]) == (len(expected), rejected)
    if rejected:
        (row,) = work.rows("results-rejected")
        assert row["NOM"] == "o;neill"
        assert row["ROW"] == "3"
        assert '"Dr"' in row["REASON"]


def test_a_crosswalk_ignores_what_it_is_told_and_blanks_stay_blank(work: Work) -> None:
    crosswalk = "\ncrosswalks:\n  c: {file: c.csv, key: K, value: V, ignore: [case, spaces]}\n"
    rows = "A;B\nfoo  Bar;1\n FOO bar;2\n;3\nx;4\n"
    made = work.made("T: {column: A, crosswalk: c}", rows, crosswalk, c_csv='K,V\n"Foo Bar",1\n,none\n')
    assert [row["T"] for row in made] == ["1", "1", "none", ""]


@pytest.mark.parametrize(
    ("lines", "code", "says"),
    [
        ("OLD;NEW\nM.;MR\nX;1\nM.;MRS\n", "ambiguous-crosswalk", "'MR' in line 2, 'MRS' in line 4"),
        ("OLDE;NEW\n", "unknown-column", "OLDE"),
        ("OLD;NEW\na;b;c\n", "bad-crosswalk", "line 2"),
        ('OLD;NEW\n"a;b\n', "bad-crosswalk", "line"),
        ("", "unknown-column", "empty"),
    ],
)
def test_a_wrong_crosswalk_is_a_fault(work: Work, lines: str, code: str, says: str) -> None:
    crosswalk = "\ncrosswalks:\n  titles: {file: titles.csv, key: OLD, value: NEW}\n"
    with pytest.raises(Fault) as caught:
        work.made("T: {column: CIV, crosswalk: titles}", PEOPLE, crosswalk, titles_csv=lines)
    assert caught.value.code == code
    assert says in caught.value.message + caught.value.hint
    assert "line" in caught.value.facts
    assert not (work.folder / "out").exists()


def test_the_same_line_twice_in_a_crosswalk_is_one_answer(work: Work) -> None:
    crosswalk = "\ncrosswalks:\n  titles: {file: titles.csv, key: OLD, value: NEW}\n"
    made = work.made("T: {column: CIV, crosswalk: titles}", PEOPLE, crosswalk, titles_csv=TITLES + "M.;MR\n")
    assert [row["T"] for row in made] == ["MR", "MRS", ""]


FUNCTIONS = """
    from entracte.engine.expressions import expression

    def full(first, last):
        return expression("concat($first, ' ', $last)", first=first, last=last)

    def steals(first):
        return expression('"row"."NOM"')

    def asks(first):
        return expression("(SELECT 1)")

    def text(first):
        return "x"

    def falls(first):
        raise ValueError("of its own")
    """


def test_a_python_function_makes_a_column_of_columns(work: Work) -> None:
    rows = work.made('A: {python: "f.py:full", columns: [ID, NOM], apply: [upper]}', PEOPLE, f_py=FUNCTIONS)
    assert [row["A"] for row in rows] == ["1  DUPONT ", "2 KERR", "3 O;NEILL"]
    assert {each["name"]: each["role"] for each in work.protocol()["recipe"]["files"]} == {
        "recipe.yaml": "recipe",
        "f.py": "python",
    }


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("steals", "reads NOM"),
        ("asks", "columns only"),
        ("text", "str"),
        ("falls", "of its own"),
        ("ful", "no function ful"),
    ],
)
def test_a_wrong_python_function_is_a_fault(work: Work, function: str, says: str) -> None:
    with pytest.raises(Fault) as caught:
        work.made(f'A: {{python: "f.py:{function}", columns: [ID]}}', PEOPLE, f_py=FUNCTIONS)
    assert says in caught.value.message
    assert caught.value.facts["line"]


def test_python_is_refused_where_the_portal_asks(work: Work) -> None:
    work.made('A: {python: "f.py:full", columns: [ID, NOM]}', PEOPLE, f_py=FUNCTIONS)
    with pytest.raises(Fault) as caught:
        work.run(work.folder / "recipe" / "recipe.yaml", work.folder / "delivery", python_allowed=False)
    assert caught.value.code == "python-refused"


WRONG = [
    ("A: {column: NOMM}", "unknown-column", "NOM"),
    ('A: "=[@NOMM]"', "unknown-column", "NOM"),
    ('A: "=UPER([@NOM])"', "unknown-function", "UPPER"),
    ('A: "=SUM(other[X])"', "unknown-table", "t"),
    ('A: "=UPPER([@NOM]"', "formula-syntax", ""),
    ("A: {column: NOM, crosswalk: titles}", "unknown-crosswalk", "crosswalks"),
    ("A: {column: NOM, apply: [{pad_left: {wide: 3}}]}", "wrong-parameter", "width"),
    ("A: {column: NOM, apply: [pad_left]}", "wrong-parameter", "width"),
    ("A: {column: NOM, apply: [{pad_left: {width: x}}]}", "wrong-type", "whole number"),
    ("A: {column: NOM, apply: [{pad_left: {width: 0}}]}", "wrong-type", "at least 1"),
    ("A: {column: NOM, apply: [{pad_left: {width: 2, with: ab}}]}", "wrong-parameter", "too long"),
    ('A: {column: NOM, apply: [{prefix: "[@NOMM]"}]}', "unknown-column", "NOM"),
    ('A: {column: NOM, apply: [{regex: "(a+)+$"}]}', "bad-pattern", "repeats"),
    ('A: {column: NOM, apply: [{regex: "(?=a)"}]}', "bad-pattern", "ahead"),
    ('A: {column: NOM, apply: [{regex: "a{5000}"}]}', "bad-pattern", "1000"),
    ('A: {column: NOM, apply: [{regex: "(a"}]}', "bad-pattern", "written"),
    ('A: {column: NOM, apply: [{regex: {pattern: "a", new: "$1"}}]}', "bad-pattern", "$1"),
    ("A: {column: NOM, apply: [{phone: {country: Suisse}}]}", "wrong-parameter", "Suisse"),
    ("A: {column: NOM, apply: [{postcode: UK}]}", "wrong-parameter", "GB"),
    ("A: x\na: y", "duplicate-column", "case"),
]


@pytest.mark.parametrize(("columns", "code", "says"), WRONG)
def test_a_wrong_column_is_a_fault_before_a_row_is_read(work: Work, columns: str, code: str, says: str) -> None:
    with pytest.raises(Fault) as caught:
        work.made(columns, PEOPLE)
    assert caught.value.code == code, caught.value.message
    assert says in caught.value.message + caught.value.hint
    assert caught.value.facts["line"] == 12 + ("\n" in columns)
    assert not (work.folder / "out").exists()


CONTACT_WRONG = [
    ("LASTNAM: x", "unknown-column", "LASTNAME"),
    ("STRUCT_NAME: x", "unknown-column", "OFFICIAL_NAME"),
    ("OPERATION: INSRT", "wrong-constant", "INSERT"),
    ("CNIL_O: yes", "wrong-constant", "TRUE"),
    ('BIRTHDATE: "=1>0"', "wrong-type", "boolean"),
    ('NB_EMPLOYEES: "=DATE(2026,1,1)"', "wrong-type", "date"),
    ("COUNTRY: Switzerland", None, ""),
    ('TITLE: "="', None, ""),
    ("OPERATION: INSERT\n    config: {CRIT01: COLOUR}", "unknown-column", "no column of this output"),
    ("OPERATION: INSERT\n    config: {OPERATION: COLOUR}", "unknown-column", "takes no code"),
    ("CRIT01: x\n    config: {CRIT01: COLOUR}", "missing-key", "OPERATION"),
]


@pytest.mark.parametrize(("column", "code", "says"), CONTACT_WRONG)
def test_the_format_of_an_output_is_kept(work: Work, column: str, code: str | None, says: str) -> None:
    text = f"{HEAD}outputs:\n  - format: contact\n    from: t\n    columns:\n      {column}\n"
    recipe, delivery = work.recipe(text), work.delivery(t=PEOPLE)
    if code is None:
        work.run(recipe, delivery)
        return
    with pytest.raises(Fault) as caught:
        work.run(recipe, delivery)
    assert caught.value.code == code
    assert says in caught.value.message + caught.value.hint
    assert caught.value.facts["line"] == (7 if "config" in column else 10)


def test_a_config_row_says_what_columns_mean(work: Work) -> None:
    text = f"""{HEAD}outputs:
  - format: contact
    from: t
    config: {{CRIT01: PREFCOL}}
    columns: {{INSTITUTION: HARBOUR, OPERATION: INSERT, LASTNAME: {{column: NOM}}, CRIT01: {{column: CIV}}}}
"""
    work.run(work.recipe(text), work.delivery(t=PEOPLE))
    assert work.text("contact.csv").splitlines()[:3] == [
        "INSTITUTION;OPERATION;LASTNAME;CRIT01",
        "HARBOUR;CONFIG;;PREFCOL",
        "HARBOUR;INSERT; dupont ;M.",
    ]


def test_an_output_of_one_column_keeps_its_blank_rows(work: Work) -> None:
    """A blank line is no row to a reader, so a blank cell that stands alone is two quotes."""
    work.made("A: {column: A}", "A;B\n1;x\n;x\n3;x\n")
    assert work.text("results.csv") == 'A\n1\n""\n3\n'


def test_a_value_like_a_formula_is_data_and_a_lone_equals_sign_a_constant(work: Work) -> None:
    rows = work.made('A: {column: A}\nB: "="\nC: {constant: "=1+1"}', "A\n=1+1\n")
    assert rows == [{"A": "=1+1", "B": "=", "C": "=1+1"}]


def test_a_delivery_without_rows_gives_a_header(work: Work) -> None:
    work.made('A: {column: A, apply: [trim]}\nB: "=[@A]&1"', "A;B\n")
    assert work.text("results.csv") == "A;B\n"


@pytest.mark.parametrize("told", ["{title: {Dr: MR}}", "{title: {also: {Dr: MR}}}"])
def test_a_mapping_is_told_with_or_without_its_name(work: Work, told: str) -> None:
    assert [row["A"] for row in work.made(f"A: {{column: CIV, apply: [{told}]}}", PEOPLE)] == ["MR", "MRS", "MR"]
