"""How a file gets dirty in ten years at a box office: each kind of dirt falls on so many rows of a thousand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from entracte.demo.drawing import Lot
from entracte.demo.words import Row

BROKEN_DATES = ("30.02.1975", "00.00.0000", "31.04.1988", "1975", "12.25.1980", "01.01.2091", "29/02/1999")
TITLES_AS_SPOKEN = ("M.", "Mme", "Frau", "mr", "Sig.ra", "MME")
NOT_BOOLEAN = ("oui", "non", "true", "ja", "1")
NO_PHONE = ("liste rouge", "voir mari", "kein Anschluss")
BROKEN_NUMBERS = ("{number}A", "{number}-1", "N° {number}")


def soil(row: Row, lot: Lot) -> None:
    """Let dirt fall on a row."""
    for what, per_mille, spoil in DIRT:
        if lot.happens(what, per_mille):
            spoil(row, lot)


def _set(field: str, values: Sequence[str]) -> Callable[[Row, Lot], None]:
    """Dirt that writes something wrong into a field that was filled."""

    def spoil(row: Row, lot: Lot) -> None:
        if row.get(field):
            row[field] = lot.one(f"wrong {field}", values)

    return spoil


def _always(**cells: str) -> Callable[[Row, Lot], None]:
    """Dirt that writes the same cells, whatever was there."""

    def spoil(row: Row, lot: Lot) -> None:
        row |= cells

    return spoil


def _shout_email(row: Row, lot: Lot) -> None:
    """Caps lock was on."""
    row["EMAIL1"] = row.get("EMAIL1", "").upper()


def _break_email(row: Row, lot: Lot) -> None:
    """A sign is missing, or there is one too many."""
    address = row.get("EMAIL1", "")
    wrong = (address.replace("@", "(at)"), address.replace("@", "@@"), f"{address};", address.split("@")[0] + "@")
    row["EMAIL1"] = lot.one("broken e-mail", wrong) if address else ""


def _pad(row: Row, lot: Lot) -> None:
    """Blanks and no-break spaces come along with what is copied from web pages and letters."""
    field = lot.one("padded field", ("LASTNAME", "TOWN", "EMAIL1", "LINE1"))
    row[field] = lot.one("padding", ("\u00a0{}", "{}  ", " {}\u00a0", "{}\t")).format(row.get(field, ""))


def _both_phones(row: Row, lot: Lot) -> None:
    """Two numbers in one cell."""
    if row.get("TELEPHONE") and row.get("CELLPHONE"):
        row["TELEPHONE"] = f"{row['TELEPHONE']} / {row['CELLPHONE']}"


def _break_number(row: Row, lot: Lot) -> None:
    """A contact number with something in it that is no digit."""
    row["CONTACT_NR"] = lot.one("broken number", BROKEN_NUMBERS).format(number=row.get("CONTACT_NR", ""))


def _name_britain(row: Row, lot: Lot) -> None:
    """Great Britain under names that are no ISO codes."""
    if row.get("COUNTRY") == "GB":
        row["COUNTRY"] = lot.one("britain", ("UK", "EN"))


DIRT: tuple[tuple[str, int, Callable[[Row, Lot], None]], ...] = (
    ("e-mail in capitals", 45, _shout_email),
    ("e-mail broken", 14, _break_email),
    ("padding", 30, _pad),
    ("title as spoken", 18, _set("TITLE", TITLES_AS_SPOKEN)),
    ("date broken", 20, _set("BIRTHDATE", BROKEN_DATES)),
    ("language in capitals", 12, _set("PREF_LANG", ("FR", "DE", "fr-CH"))),
    ("canton unknown", 8, _set("DEPARTMENT", ("GVA", "Genève", "ge"))),
    ("no phone", 6, _set("TELEPHONE", NO_PHONE)),
    ("two phones", 8, _both_phones),
    ("yes and no", 16, _set("CNIL_O", NOT_BOOLEAN)),
    ("element unknown", 10, _set("CRIT01", ("JAZZ", "Theatre", "OPERA|CINEMA"))),
    ("criterion unknown", 5, _set("CRIT04", ("MAGAZINE=TRUE", "SEATS=deux"))),
    ("britain", 500, _name_britain),
    ("number broken", 4, _break_number),
    ("name missing", 3, _always(FIRSTNAME="", LASTNAME="", OFFICIAL_NAME="")),
    ("institution misspelt", 3, _always(INSTITUTION="Harbour")),
    ("organization unknown", 3, _always(ORGANIZATION="TOURNEE")),
    ("operation in words", 2, _always(OPERATION="Insert")),
)
