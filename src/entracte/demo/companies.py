"""`companies.xlsx`: structures and the people to write to there, typed into the template by the school service."""

from __future__ import annotations

from entracte.demo.dirt import soil
from entracte.demo.drawing import Lot
from entracte.demo.people import cellphone, email, home, person, telephone, town_of
from entracte.demo.words import Row, read_words, remarkable_rows, spread

STRUCTURES = 110
FIRST_STRUCTURE = 30_001
FIRST_RELAY = 20_001
RELAYS_AT_MOST = 4


def company_rows() -> list[Row]:
    """The rows of the workbook: the configuration, structures each with their relays, and rows written by hand."""
    rows = [row for number in range(STRUCTURES) for row in _structure_and_relays(Lot("companies", number))]
    for number, row in enumerate(rows):
        soil(row, Lot("dirt of companies", number))
    first = {"INSTITUTION": "HARBOUR", "OPERATION": "CONFIG", "ADMIN_NUMBER": "IDE", "CRIT01": "SECTOR"}
    return [first, *spread(remarkable_rows("companies"), rows)]


def relay_number(structure: int, relay: int) -> str:
    """The contact number of a relay, by the places of its structure in the file and of itself in the structure."""
    return f"{FIRST_RELAY + RELAYS_AT_MOST * structure + relay:08}"


def relays_of(structure: int) -> int:
    """How many relays a structure has."""
    return 1 + Lot("companies", structure).number("relays", RELAYS_AT_MOST)


def _structure_and_relays(lot: Lot) -> list[Row]:
    """A school or a public body stands alone first, with its own number; the others come with their relays."""
    town = town_of(lot)
    structure = {"INSTITUTION": "HARBOUR"} | _structure(lot, town) | home(lot, town)
    rows = [structure | _row_of_relay(lot, town, relay) for relay in range(relays_of(lot.row))]
    if structure["STRUCT_TYPE"] in {"SCHOOL", "PUBLIC"}:
        number = f"{FIRST_STRUCTURE + lot.row:08}"
        rows.insert(0, structure | {"CONTACT_NR": number, "TELEPHONE": telephone(lot, town)})
    return rows


def _row_of_relay(lot: Lot, town: Row, relay: int) -> Row:
    own = Lot(f"relay of {lot.row}", relay)
    row: Row = {"CONTACT_NR": relay_number(lot.row, relay)} | person(own, town)
    row["FUNCTION"] = own.one("function", read_words("words")["structures"]["functions"])
    if own.happens("e-mail", 900):
        row["EMAIL1"] = email(own, row["FIRSTNAME"], row["LASTNAME"])
    if own.happens("mobile", 400):
        row["CELLPHONE"] = cellphone(own, town)
    return row


def _structure(lot: Lot, town: Row) -> Row:
    """Name, type and particulars of a structure; numbers become number cells of the workbook."""
    words = read_words("words")["structures"]
    family = lot.one("family", read_words("words")["people"]["fr"]["last"])
    names = {
        "SCHOOL": lot.one("school", words["schools"]),
        "COMPANY": f"{lot.one('trade', words['companies'])} {family} {lot.one('ending', words['endings'])}",
        "ASSOC": f"{lot.one('association', words['associations'])} {town['name']}",
        "HOTEL": lot.one("hotel", words["hotels"]),
        "PUBLIC": f"{lot.one('commune', words['communes'])} {town['name']}",
    }
    kind = lot.one("kind", ("SCHOOL", "SCHOOL", "COMPANY", "COMPANY", "COMPANY", "ASSOC", "HOTEL", "PUBLIC"))
    row: Row = {"OFFICIAL_NAME": names[kind], "STRUCT_TYPE": kind}
    row["COMMUNITY_TYPE"] = {"SCHOOL": "EDUC", "HOTEL": "TOURISM", "PUBLIC": "COMMUNE"}.get(kind, "")
    row["CRIT01"] = {"PUBLIC": "PUBLIC", "ASSOC": "NONPROF", "SCHOOL": "PUBLIC"}.get(kind, "PRIVATE")
    if lot.happens("company number", 400) and town["country"] == "CH":
        row["ADMIN_NUMBER"] = lot.digits("company number", "CHE-###.###.###")
    if lot.happens("employees", 350):
        row["NB_EMPLOYEES"] = lot.number("employees", 240) + 2
    if lot.happens("web site", 400):
        row["WEB_SITE"] = lot.one("scheme", ("http://", "https://", "")) + f"www.structure{lot.row}.example"
    return row
