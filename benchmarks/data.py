"""Contact files of any size: 84 columns, about 250 bytes a row, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.measure import apart
from entracte.formats.contact import CONTACT

COLUMNS = CONTACT.field_names[:84]
INSTITUTION = {"code": "HARBOUR", "country": "FR", "language": "fr"}

_CLEAN = {
    "INSTITUTION": "'HARBOUR'",
    "OPERATION": "'INSERT'",
    "CONTACT_NR": "lpad(i::VARCHAR, 8, '0')",
    "TITLE": "['MR', 'MRS', 'MISS'][1 + i % 3]",
    "FIRSTNAME": "['Ada', 'Jean-Pierre', 'Müller', 'Zoë'][1 + i % 4] || chr((65 + i % 26)::INTEGER)",
    "LASTNAME": "'Kerr' || chr((65 + i % 23)::INTEGER) || chr((97 + i % 19)::INTEGER)",
    "BIRTHDATE": "strftime(DATE '1940-01-01' + (i % 25000)::INTEGER, '%d.%m.%Y')",
    "PREF_LANG": "['en', 'fr', 'de'][1 + i % 3]",
    "LINE1": "(i % 200) || ' rue de la Paix'",
    "ZIPCODE": "lpad((i % 99999)::VARCHAR, 5, '0')",
    "TOWN": "'Town' || (i % 3000)",
    "COUNTRY": "'FR'",
    "TELEPHONE": "'01 40 ' || lpad((i % 1000000)::VARCHAR, 6, '0')",
    "CELLPHONE": "'+33 6 ' || lpad((i % 100000000)::VARCHAR, 8, '0')",
    "EMAIL1": "'person' || i || '@example.org'",
    "CNIL_O": "'TRUE'",
    "EMAIL": "'FALSE'",
    "CRIT01": "'PREFCOL=Red|Green'",
    "CRIT02": "'VIP=T'",
}
_WRONG = {
    "CONTACT_NR": "'N' || i",
    "TITLE": "'DR' || i",
    "FIRSTNAME": "' ' || repeat('x', 101)",
    "BIRTHDATE": "'31.02.1999'",
    "PREF_LANG": "'EN'",
    "COUNTRY": "'UK'",
    "TELEPHONE": "'none'",
    "EMAIL1": "'Person' || i || ' at example.org'",
    "CNIL_O": "'yes'",
    "CRIT01": "'Red'",
}
_UPDATED = {
    "OPERATION": "'UPDATE'",
    "TOWN": "'City' || (i % 3000)",
    "CELLPHONE": "'+33 7 ' || lpad(i::VARCHAR, 8, '0')",
}


def write(path: Path, rows: int, kind: str = "clean") -> Path:
    """Write a file of `rows` rows unless it is there already."""
    if not path.exists():
        partial = path.with_suffix(".partial")
        apart(_write, partial, rows, kind)
        partial.rename(path)
    return path


def _write(path: Path, rows: int, kind: str) -> None:
    cells = _CLEAN | {"clean": {}, "wrong": _WRONG, "updated": _UPDATED}[kind]
    selected = ", ".join(f'{cells.get(name, "NULL")} AS "{name}"' for name in COLUMNS)
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(
        f"COPY (SELECT {selected} FROM range(1, {rows + 1}) AS t(i)) TO '{path}' (FORMAT csv, DELIMITER ';', HEADER)"
    )


SETTINGS = {
    "institution.csv": "INSTITUTION;OPERATION;NAME;COUNTRY;LANGUAGE;CURRENCY\nHARBOUR;INSERT;Harbour;FR;fr;EUR\n",
    "criterion.csv": "INSTITUTION;OPERATION;CRITERION;NAME;DATA_TYPE;CONTACT_TYPE;ELEMENT;ELEMENT_NAME\n"
    "HARBOUR;INSERT;PREFCOL;Colour;MULTICHOICE;BOTH;Red;Red\n"
    "HARBOUR;INSERT;PREFCOL;Colour;MULTICHOICE;BOTH;Green;Green\n"
    "HARBOUR;INSERT;VIP;VIP;BOOLEAN;INDIVIDUAL;;\n",
}


def write_settings(folder: Path) -> list[Path]:
    """Write the institution's settings and return the files in order."""
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in SETTINGS]
