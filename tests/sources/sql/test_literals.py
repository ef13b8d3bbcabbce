"""Single literals and what they say; dates of Oracle by format."""

from __future__ import annotations

import pyarrow as pa
import pytest

from entracte.sources.sql.dialect import Dialect
from entracte.sources.sql.grammar import Grammar
from entracte.sources.sql.literals.evaluation import evaluate
from entracte.sources.sql.literals.oracle_dates import iso_dates
from entracte.sources.sql.literals.sqlserver_dates import binary_date
from entracte.sources.sql.literals.values import Unreadable

PLAIN = Grammar(Dialect.OTHER)
MYSQL = Grammar(Dialect.MYSQL, backslash=True)
ORACLE = Grammar(Dialect.ORACLE)


@pytest.mark.parametrize(
    ("literal", "grammar", "value"),
    [
        ("null", PLAIN, None),
        ("DEFAULT", PLAIN, None),
        ("- 5", PLAIN, "-5"),
        ("+1.5e-3", PLAIN, "1.5e-3"),
        (".5", PLAIN, ".5"),
        ("True", PLAIN, "True"),
        ("'a' 'b'", PLAIN, "ab"),
        ("N'a' + N'b'", PLAIN, "ab"),
        ("'a'||NULL||'b'", ORACLE, "ab"),
        ("(('x'))", PLAIN, "x"),
        ("CAST(12.50 AS Decimal(10, 2))", PLAIN, "12.50"),
        ("CAST(N'it''s' AS nvarchar(max))", PLAIN, "it's"),
        ("CONVERT([datetime], '2020-01-31', 120)", PLAIN, "2020-01-31"),
        ("CONVERT('a', CHAR)", MYSQL, "a"),
        ("CONVERT(_latin1 0xE9 USING utf8)", MYSQL, "é"),
        ("_latin1 X'E9'", MYSQL, "é"),
        ("_binary 'a\\0'", MYSQL, "6100"),
        ("'x'::character varying(5)::text", PLAIN, "x"),
        ("'x' COLLATE utf8_bin", MYSQL, "x"),
        ("TO_NCLOB('x') || CHR(10) || UNISTR('\\00e9\\\\')", ORACLE, "x\né\\"),
        ("CHR(233 USING NCHAR_CS)", ORACLE, "é"),
        ("NQ'{it's}'", ORACLE, "it's"),
        ("q'!it's!'", ORACLE, "it's"),
        ("EMPTY_CLOB()", ORACLE, ""),
        ("TO_BLOB(HEXTORAW('0aFF'))", ORACLE, "0AFF"),
        ("utl_raw.cast_to_raw('AB')", ORACLE, "4142"),
        ("TO_DATE(NULL,'DD')", ORACLE, None),
        ("TO_DATE('31-MAI-99','DD-MON-RR','NLS_DATE_LANGUAGE=FRENCH')", ORACLE, "1999-05-31"),
        ("TIMESTAMP'2020-01-31 00:00:00'", ORACLE, "2020-01-31 00:00:00"),
        ("TIMESTAMP('2020-01-31')", MYSQL, "2020-01-31"),
        ("GX'00ff'", PLAIN, "00FF"),
        ("'a' /* it's */ || -- don't\n'b'", PLAIN, "ab"),
    ],
)
def test_literals(literal: str, grammar: Grammar, value: str | None) -> None:
    assert evaluate(literal.encode(), grammar) == (None if value is None else value.encode())


@pytest.mark.parametrize(
    "literal",
    ["", "x", "SYSDATE", "now()", "1+1", "a.b", "'a", "seq.NEXTVAL", "(SELECT 1)", "'a' 1", "1 2", "-'a'",
     "CHR(99999999)", "X'zz'", "REPLACE('a','b')", "f('a')", "CAST('a')", "0x1 || 'a'", "`a`", "@x", ":x", "?",
     "CURRENT_TIMESTAMP"],
)  # fmt: skip
def test_what_is_no_literal(literal: str) -> None:
    with pytest.raises(Unreadable):
        evaluate(literal.encode(), PLAIN)


@pytest.mark.parametrize(
    ("text", "date_format", "iso"),
    [
        ("2020-01-31", "YYYY-MM-DD", "2020-01-31"),
        ("20200131", "YYYYMMDD", "2020-01-31"),
        ("31.1.2020", "DD.MM.YYYY", "2020-01-31"),
        ("31/01/49", "DD/MM/RR", "2049-01-31"),
        ("31/01/50", "DD/MM/RR", "1950-01-31"),
        ("31/01/50", "DD/MM/YY", "2050-01-31"),
        ("31-JAN-2020", "DD-MON-YYYY", "2020-01-31"),
        ("31-january-2020", "dd-month-yyyy", "2020-01-31"),
        ("1-MÄRZ-20", "DD-MON-RR", "2020-03-01"),
        ("15-AOÛT -20", "DD-MON-RR", "2020-08-15"),
        ("1-Dic-20", "DD-MON-RR", "2020-12-01"),
        ("2020-01-31 23:05:09", "YYYY-MM-DD HH24:MI:SS", "2020-01-31 23:05:09"),
        ("2020-01-31 9:5", "YYYY-MM-DD HH24:MI:SS", "2020-01-31 09:05"),
        ("2020-01-31", "YYYY-MM-DD HH24:MI:SS", "2020-01-31"),
        ("31-JAN-20 12.00.00.500000000 AM", "DD-MON-RR HH.MI.SSXFF AM", "2020-01-31 00:00:00.500000000"),
        ("31-JAN-20 01.02.03 P.M.", "DD-MON-RR HH.MI.SS PM", "2020-01-31 13:02:03"),
        ("2020-01-31T10:00:00+01:00", 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM', "2020-01-31 10:00:00 +01:00"),
        ("31-JAN-20 10.00.00 EUROPE/PARIS", "DD-MON-RR HH24.MI.SS TZR", "2020-01-31 10:00:00 EUROPE/PARIS"),
        ("30-02-2020", "DD-MM-YYYY", None),
        ("x", "DD-MM-YYYY", None),
        ("2458850", "J", None),
        ("1-XXX-20", "DD-MON-RR", None),
    ],
)
def test_dates_of_oracle(text: str, date_format: str, iso: str | None) -> None:
    (read,) = iso_dates(pa.array([text.encode()], pa.binary()), date_format).to_pylist()
    assert read == (None if iso is None else iso.encode())


@pytest.mark.parametrize(
    ("digits", "kind", "date"),
    [
        ("0000000000000000", "datetime", "1900-01-01 00:00:00.000"),
        ("0000AB5300C5C100", "datetime", "2020-01-31 12:00:00.000"),
        ("FFFFFFFF00000000", "datetime", "1899-12-31 00:00:00.000"),
        ("AB5302D0", "smalldatetime", "2020-01-31 12:00:00"),
        ("07240B00", "date", "2000-01-01"),
        ("FFFFFFFF", "date", None),
        ("00", "varbinary", None),
    ],
)
def test_binary_dates_of_sql_server(digits: str, kind: str, date: str | None) -> None:
    assert binary_date(digits, kind) == date
