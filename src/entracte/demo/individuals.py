"""`individuals.csv`: the people of the box office, as the old system exported them."""

from __future__ import annotations

from entracte.demo.dirt import soil
from entracte.demo.drawing import Lot
from entracte.demo.people import birth_date, cellphone, email, home, person, telephone, town_of
from entracte.demo.words import Row, read_words, remarkable_rows, spread

PEOPLE = 1_200
FIRST_NUMBER = 13_001
GENRES = ("THEATRE", "DANCE", "OPERA", "CIRCUS", "CONCERT", "YOUNG")
COLUMNS = {
    "INSTITUTION": "INSTITUTION",
    "ORGANIZATION": "ORGANIZATION",
    "OPERATION": "OPERATION",
    "CONTACT_NR": "CONTACT_NR",
    "TITLE": "TITLE",
    "FIRSTNAME": "FIRSTNAME",
    "LASTNAME": "LASTNAME",
    "BIRTHDATE": "BIRTHDATE",
    "PREF_LANG": "PREF_LANG",
    "REMARK": "REMARK",
    "ADDR_TYPE": "ADDR_TYPE",
    "LINE1": "LINE1",
    "LINE2": "LINE2",
    "ZIPCODE": "ZIPCODE",
    "TOWN": "TOWN",
    "TOWN_COMPLEMENT": "TOWN_COMPLEMENT",
    "DEPARTMENT": "DEPARTMENT",
    "COUNTRY": "COUNTRY",
    "TELEPHONE": "PHONE 1",
    "CELLPHONE": "CELLPHONE",
    "EMAIL1": "EMAIL1",
    "EMAIL2": "EMAIL2",
    "CNIL_O": "CNIL_O",
    "PARTNER": "PARTNER",
    "LETTER": "LETTER",
    "CRIT01": "Crit1",
    "CRIT02": "Crit2",
    "CRIT03": "Crit3",
    "CRIT04": "Crit4",
    "BALANCE": "Solde client",
}
"""Fields and the titles the old system gave them: some are old names, and the customer's balance is nobody's field."""


def individual_rows() -> list[Row]:
    """The rows of the file: configurations of the criteria, people, and rows written by hand among them."""
    people = [_someone(Lot("individuals", row)) for row in range(PEOPLE)]
    _marry(people)
    for row, each in enumerate(people):
        soil(each, Lot("dirt of individuals", row))
    _repeat_numbers(people)
    first = {"INSTITUTION": "HARBOUR", "OPERATION": "CONFIG", "CRIT01": "GENRE", "CRIT02": "NEWSLET", "CRIT03": "SINCE"}
    return [first, *spread(remarkable_rows("individuals"), people)]


def _someone(lot: Lot) -> Row:
    town = town_of(lot)
    row: Row = {"INSTITUTION": "HARBOUR", "OPERATION": "INSERT", "CONTACT_NR": f"{FIRST_NUMBER + 3 * lot.row:08}"}
    row |= person(lot, town) | home(lot, town) | {"BIRTHDATE": birth_date(lot)} | _wishes(lot)
    if lot.happens("festival", 80):
        row["ORGANIZATION"] = "FESTIVAL"
    if lot.happens("landline", 450):
        row["TELEPHONE"] = telephone(lot, town)
    if lot.happens("mobile", 700):
        row["CELLPHONE"] = cellphone(lot, town)
    if lot.happens("e-mail", 850):
        row["EMAIL1"] = email(lot, row["FIRSTNAME"], row["LASTNAME"])
    if lot.happens("remark", 60):
        row["REMARK"] = lot.one("remark", read_words("words")["remarks"])
    return row


def _wishes(lot: Lot) -> Row:
    """What a person agreed to and likes; most never said."""
    wishes: Row = {"BALANCE": f"{lot.number('balance', 200)}.00"}
    for field, per_mille in (("CNIL_O", 600), ("PARTNER", 250), ("LETTER", 300)):
        if lot.happens(f"asked for {field}", per_mille):
            wishes[field] = lot.one(field, ("TRUE", "TRUE", "FALSE"))
    if lot.happens("likes", 500):
        likes = [each for each in GENRES if lot.happens(each, 330)]
        wishes["CRIT01"] = "|".join(likes)
    if lot.happens("newsletter", 400):
        wishes["CRIT02"] = lot.one("how often", ("WEEKLY", "MONTHLY", "MONTHLY"))
    if lot.happens("since", 350):
        wishes["CRIT03"] = f"01.09.{2005 + lot.number('since', 20)}"
    if lot.happens("more", 200):
        more = (
            "VIP=TRUE",
            f"SEATS={lot.number('seats', 8) + 1}",
            f"HEARD={lot.one('heard', read_words('words')['heard'])}",
        )
        wishes["CRIT04"] = lot.one("which", more)
    return wishes


def _marry(people: list[Row]) -> None:
    """Couples share a home, a name, and often one e-mail address."""
    for row in range(40, len(people), 60):
        one, other = people[row], people[row + 1]
        shared = ("LASTNAME", "LINE1", "ZIPCODE", "TOWN", "DEPARTMENT", "COUNTRY", "TELEPHONE", "EMAIL1")
        other |= {field: one.get(field, "") for field in shared}


def _repeat_numbers(people: list[Row]) -> None:
    """Two tills gave the same number."""
    for row in range(97, len(people), 190):
        people[row]["CONTACT_NR"] = people[row - 5]["CONTACT_NR"]
