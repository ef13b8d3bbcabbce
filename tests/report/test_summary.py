import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.findings import FINDING_COLUMNS, LANGUAGES, Outcome, catalogue, kind
from entracte.report.messages import tell_findings
from entracte.report.summary import FindingCount, Rows, count_rows, summarise
from tests.report import tables


def test_rows_are_accounted_for(engine: Engine) -> None:
    assert count_rows(engine, "RAW", "UNREADABLE", "OUTCOMES") == Rows(8, 2, 1, 3, 2)


def test_an_unreadable_row_that_has_an_outcome_counts_once(engine: Engine) -> None:
    engine.execute("INSERT INTO OUTCOMES VALUES (10, 'rejected')")
    assert count_rows(engine, "RAW", "UNREADABLE", "OUTCOMES").rejected == 3


def test_a_row_without_outcome_is_an_internal_fault(engine: Engine) -> None:
    engine.execute("DELETE FROM OUTCOMES WHERE row = 6")
    with pytest.raises(Fault) as raised:
        count_rows(engine, "RAW", "UNREADABLE", "OUTCOMES")
    assert raised.value.code == "conservation"


@given(*[st.integers(0, 50)] * 5)
def test_conservation(read: int, imported: int, unchanged: int, rejected: int, directives: int) -> None:
    parts = (imported, unchanged, rejected, directives)
    if read == sum(parts):
        assert Rows(read, *parts).as_json()["read"] == read
    else:
        with pytest.raises(Fault):
            Rows(read, *parts)


def test_findings_are_counted_by_code_and_field_gravest_first(engine: Engine) -> None:
    engine.create_table(
        "FINDINGS",
        FINDING_COLUMNS,
        [
            (4, "TITLE", "value-unknown", "Herr", None),
            (5, "TITLE", "value-unknown", "Frau", None),
            (5, "COUNTRY", "value-unknown", "UK", None),
            (6, "CONTACT_NR", "number-missing", None, None),
            (None, "LASTNAME", "cells-cleaned", None, "7"),
            (None, "COUNTRY", "cells-cleaned", None, "2"),
            (None, None, "empty-file", None, None),
        ],
    )
    counted = [each.as_json() for each in summarise(engine, "FINDINGS")]
    assert [(each["code"], each["outcome"], each["field"], each["count"]) for each in counted] == [
        ("empty-file", "file-refused", None, 1),
        ("number-missing", "row-rejected", "CONTACT_NR", 1),
        ("value-unknown", "field-dropped", "TITLE", 2),
        ("value-unknown", "field-dropped", "COUNTRY", 1),
        ("cells-cleaned", "value-changed", "LASTNAME", 7),
        ("cells-cleaned", "value-changed", "COUNTRY", 2),
    ]


def test_an_explanation_names_only_what_all_its_findings_share(engine: Engine) -> None:
    rows = [(4, "LINE1", "text-truncated", "a", "100"), (5, "LINE1", "text-truncated", "b", "100")]
    engine.create_table("FINDINGS", FINDING_COLUMNS, [*rows, (4, "TITLE", "value-unknown", "Herr", None)])
    dropped, cut = summarise(engine, "FINDINGS")
    assert (cut.value, cut.detail) == (None, "100")
    assert "100" in cut.explanation("en")
    assert "Herr" in dropped.explanation("de")


def test_a_code_outside_the_catalogue_is_a_fault(engine: Engine) -> None:
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(4, "TITLE", "no-such-code", None, None)])
    with pytest.raises(Fault) as raised:
        summarise(engine, "FINDINGS")
    assert raised.value.code == "unknown-finding"


def test_the_summary_as_json(engine: Engine) -> None:
    told = json.loads(json.dumps(tables.summary(engine).as_json()))
    assert told["rows"] == {"read": 8, "imported": 2, "unchanged": 1, "rejected": 3, "directives": 2}
    assert told["created"] == {"individual": 2, "structure": 0, "relay": 0}
    assert told["updated"] == {"individual": 0, "structure": 0, "relay": 0}
    assert (told["format"], told["digest"], told["import"]) == ("contact", "sha256:ab12", "2026-0001")
    assert told["finished"] == "2026-05-01T10:00:03+00:00"
    assert {"code": "cells-cleaned", "outcome": "value-changed", "field": "LASTNAME", "count": 3} in told["findings"]


def test_the_summary_holds_no_value_of_the_file(engine: Engine) -> None:
    assert "00x" not in json.dumps(tables.summary(engine).as_json())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_engine_renders_the_catalogue_s_messages(engine: Engine, language: str) -> None:
    facts = ("LASTNAME", "Ábc 'd' \"e\"", "42")
    engine.create_table(
        "FINDINGS",
        FINDING_COLUMNS,
        [(place, facts[0], code, facts[1], facts[2]) for place, code in enumerate(catalogue())]
        + [(place, None, code, None, None) for place, code in enumerate(catalogue())],
    )
    told = engine.rows(f"SELECT code, field, outcome, message FROM {tell_findings(engine, 'FINDINGS', language)}")
    assert len(told) == 2 * len(catalogue())
    for code, field, outcome, message in told:
        expected = kind(code).message(language, *facts) if field else kind(code).message(language)
        assert message == expected
        assert outcome == kind(code).outcome


def test_a_cell_that_looks_like_a_template_stays_what_it_is(engine: Engine) -> None:
    engine.create_table("FINDINGS", FINDING_COLUMNS, [(4, "TITLE", "value-unknown", "{detail}{field}", "secret")])
    message = engine.scalar(f"SELECT message FROM {tell_findings(engine, 'FINDINGS', 'en')}")
    assert "{detail}{field}" in message
    assert "secret" not in message


def test_counts_by_outcome() -> None:
    one = FindingCount("value-unknown", Outcome.FIELD_DROPPED, "TITLE", 3)
    assert one.as_json() == {"code": "value-unknown", "outcome": "field-dropped", "field": "TITLE", "count": 3}


def test_of_a_long_value_the_beginning_is_told() -> None:
    one = FindingCount("value-unknown", Outcome.FIELD_DROPPED, "TITLE", 3, "x" * 9000)
    assert len(one.explanation("en")) < 300
    assert "xxx…" in one.explanation("en")
