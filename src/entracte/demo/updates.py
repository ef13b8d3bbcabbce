"""`updates.csv`: what came in since the export: moves, wishes, erasures, and a few mistakes."""

from __future__ import annotations

from entracte.demo.companies import STRUCTURES, relay_number, relays_of
from entracte.demo.drawing import Lot
from entracte.demo.individuals import FIRST_NUMBER, GENRES, PEOPLE
from entracte.demo.people import home, telephone, town_of
from entracte.demo.words import Row, remarkable_rows

COLUMNS = (
    "OPERATION",
    "INSTITUTION",
    "CONTACT_NR",
    "TITLE",
    "FIRSTNAME",
    "LASTNAME",
    "BIRTHDATE",
    "OFFICIAL_NAME",
    "STRUCT_TYPE",
    "ADMIN_NUMBER",
    "NB_EMPLOYEES",
    "FUNCTION",
    "REMARK",
    "ADDR_TYPE",
    "LINE1",
    "LINE2",
    "ZIPCODE",
    "TOWN",
    "TOWN_COMPLEMENT",
    "DEPARTMENT",
    "COUNTRY",
    "TELEPHONE",
    "CELLPHONE",
    "EMAIL1",
    "CNIL_O",
    "LETTER",
    "CRIT01",
    "CRIT02",
)
MOVES_EVERY = 4
WISHES = 40
LEFT = 8


def update_rows() -> list[Row]:
    """The rows of the file: moves of relays, wishes below a CONFIG row, people who left, and rows written by hand."""
    configuration = {"OPERATION": "CONFIG", "INSTITUTION": "HARBOUR", "CRIT01": "GENRE", "CRIT02": "NEWSLET"}
    rows = [*_moves(), configuration, *_wishes(), *_people_who_left(), *remarkable_rows("updates")]
    return [{"INSTITUTION": "HARBOUR"} | row for row in rows]


def _moves() -> list[Row]:
    """A relay may live elsewhere than its structure; only a second file can say so (contact.md 4.2)."""
    rows = []
    for structure in range(0, STRUCTURES, MOVES_EVERY):
        relay = relays_of(structure) - 1
        lot = Lot(f"move of {structure}", relay)
        town = town_of(lot)
        row: Row = {"OPERATION": "UPDATE", "CONTACT_NR": relay_number(structure, relay), "ADDR_TYPE": "M"}
        rows.append(row | home(lot, town) | {"COUNTRY": town["country"], "TELEPHONE": telephone(lot, town)})
    return rows


def _number(lot: Lot) -> str:
    """The number of somebody in individuals.csv."""
    return f"{FIRST_NUMBER + 3 * lot.number('who', PEOPLE):08}"


def _wishes() -> list[Row]:
    """What people said they like, for criteria named by the CONFIG row above."""
    rows = []
    for place in range(WISHES):
        lot = Lot("wishes", place)
        row: Row = {"OPERATION": "UPDATE", "CONTACT_NR": _number(lot)}
        row["CRIT01"] = "|".join(each for each in GENRES if lot.happens(each, 300))
        row["CRIT02"] = lot.one("newsletter", ("WEEKLY", "MONTHLY", "="))
        rows.append(row)
    return rows


def _people_who_left() -> list[Row]:
    """Contacts to be marked as invalid: moved away without an address."""
    return [{"OPERATION": "INVALIDATE", "CONTACT_NR": _number(Lot("left", place))} for place in range(LEFT)]
