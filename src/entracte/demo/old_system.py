"""The venue's old ticketing system, as its database held it: clients, performances, tariffs, orders and tickets.

It was bought in 1998, speaks French, and keeps dates and amounts as text. Two extractions are taken of it: one to
rehearse with, and one a day before the new system opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from entracte.demo.drawing import Lot
from entracte.demo.people import cellphone, email, home, person, telephone, town_of
from entracte.demo.words import Row, read_words

CLIENTS = 600
NEW_CLIENTS = 24
FIRST_NUMBER = 41_001
ORDERS = 900
CATEGORIES = {"A": "Abonné", "E": "École", "G": "Groupe", "P": "Presse", "T": "Tout public"}
SHOWS = ("La Mouette", "Die Physiker", "Othello", "Le Malade imaginaire", "Romeo e Giulietta")
PERFORMANCES = 40
FIRST_PERFORMANCE = 301
TARIFFS = {"PT": ("Plein tarif", 4500), "ET": ("Étudiant", 1800), "AB": ("Abonnement", 3600)}
"""What a seat is sold for, and its price in centimes."""

_TITLES = {"MR": ("M.", "Monsieur", "M"), "MRS": ("Mme", "Madame", "MME"), "": ("", "Fam.")}
_COUNTRIES = {"CH": "CH", "FR": "F", "DE": "D", "IT": "I", "GB": "GB", "ES": "E"}
_LANGUAGES = {"fr": "F", "de": "D", "it": "I", "en": "A", "es": "E"}
_DAY = "{day:02}/{month:02}/{year}"


@dataclass(frozen=True)
class OldTable:
    """A table of the old system: its name, its columns with their declared types, and its rows of text or none."""

    name: str
    columns: dict[str, str]
    rows: Sequence[Sequence[str | None]]


def extraction(*, second: bool = False) -> tuple[OldTable, ...]:
    """All tables at the time of the first extraction, or of the second: with new clients, and others that moved."""
    clients = [_client(Lot("old clients", row)) for row in range(CLIENTS + (NEW_CLIENTS if second else 0))]
    if second:
        for row, client in enumerate(clients[:CLIENTS]):
            _live_on(client, Lot("old clients, later", row))
    orders = [_order(Lot("old orders", row), clients) for row in range(ORDERS)]
    tickets = [ticket for row, order in enumerate(orders) for ticket in _tickets(Lot("old tickets", row), order)]
    return (
        _table("CLIENTS", _CLIENT_COLUMNS, clients),
        _table("CATEGORIES", _CATEGORY_COLUMNS, [{"CODE": code, "LIBELLE": CATEGORIES[code]} for code in CATEGORIES]),
        _table("SEANCES", _PERFORMANCE_COLUMNS, [_performance(Lot("old shows", row)) for row in range(PERFORMANCES)]),
        _table("TARIFS", _TARIFF_COLUMNS, [_tariff(code) for code in TARIFFS]),
        _table("COMMANDES", _ORDER_COLUMNS, orders),
        _table("BILLETS", _TICKET_COLUMNS, tickets),
    )


_CLIENT_COLUMNS = {
    "NUMCLI": "int",
    "CIVILITE": "varchar(12)",
    "NOM": "varchar(60)",
    "PRENOM": "varchar(60)",
    "NAISSANCE": "varchar(10)",
    "ADRESSE": "varchar(80)",
    "CP": "varchar(10)",
    "VILLE": "varchar(60)",
    "PAYS": "varchar(3)",
    "TEL": "varchar(30)",
    "NATEL": "varchar(30)",
    "MAIL": "varchar(120)",
    "LANGUE": "char(1)",
    "CATEGORIE": "char(1)",
    "INFO": "char(1)",
    "REMARQUE": "varchar(255)",
    "MODIFIE": "varchar(10)",
}
_CATEGORY_COLUMNS = {"CODE": "char(1)", "LIBELLE": "varchar(40)"}
_PERFORMANCE_COLUMNS = {
    "NUMSEA": "int",
    "SPECTACLE": "varchar(60)",
    "DATESEANCE": "varchar(10)",
    "HEURE": "varchar(5)",
    "SALLE": "varchar(20)",
}
_TARIFF_COLUMNS = {"CODE": "char(2)", "LIBELLE": "varchar(40)", "PRIX": "varchar(12)"}
_ORDER_COLUMNS = {"NUMCDE": "int", "NUMCLI": "int", "DATECDE": "varchar(10)", "MONTANT": "varchar(12)"}
_TICKET_COLUMNS = {
    "NUMBIL": "int",
    "NUMCDE": "int",
    "NUMSEA": "int",
    "TARIF": "char(2)",
    "PRIX": "varchar(12)",
    "PLACE": "varchar(10)",
}


def _table(name: str, columns: dict[str, str], rows: Sequence[Row]) -> OldTable:
    return OldTable(name, columns, [[row.get(column) or None for column in columns] for row in rows])


def _client(lot: Lot) -> Row:
    town = town_of(lot)
    who, where = person(lot, town), home(lot, town)
    shouts = lot.happens("typed in capitals", 300)
    known = where["COUNTRY"] or "CH"
    return {
        "NUMCLI": str(FIRST_NUMBER + lot.row),
        "CIVILITE": lot.one("title as typed", _TITLES[who["TITLE"]]),
        "NOM": who["LASTNAME"].upper() if shouts else who["LASTNAME"],
        "PRENOM": who["FIRSTNAME"].upper() if shouts else who["FIRSTNAME"],
        "NAISSANCE": _birth_date(lot),
        "ADRESSE": where["LINE1"] + ("  " if lot.happens("blanks behind", 60) else ""),
        "CP": where["ZIPCODE"],
        "VILLE": where["TOWN"].upper() if lot.happens("town in capitals", 200) else where["TOWN"],
        "PAYS": _COUNTRIES[known],
        "TEL": telephone(lot, town) if lot.happens("landline", 500) else "",
        "NATEL": cellphone(lot, town) if lot.happens("mobile", 600) else "",
        "MAIL": _address(lot, who),
        "LANGUE": _LANGUAGES[who["PREF_LANG"]],
        "CATEGORIE": lot.one("category", tuple(CATEGORIES)),
        "INFO": lot.one("wants news", ("O", "O", "N", "")),
        "REMARQUE": lot.one("remark", read_words("words")["remarks"]) if lot.happens("remark", 80) else "",
        "MODIFIE": _day(lot, "changed", 2024),
    }


def _birth_date(lot: Lot) -> str:
    """A day; the day that the old system puts in where it knows none; or none."""
    if lot.happens("birth date unknown", 350):
        return "01/01/1900" if lot.happens("placeholder", 600) else ""
    return _day(lot, "born", 1935 + lot.number("born year", 70))


def _day(lot: Lot, what: str, year: int) -> str:
    return _DAY.format(day=lot.number(f"{what} day", 28) + 1, month=lot.number(f"{what} month", 12) + 1, year=year)


def _address(lot: Lot, who: Row) -> str:
    if not lot.happens("e-mail", 800):
        return ""
    address = email(lot, who["FIRSTNAME"], who["LASTNAME"])
    return f" {address.upper()}" if lot.happens("e-mail in capitals", 70) else address


def _live_on(client: Row, lot: Lot) -> None:
    """Between two extractions people move, and change their minds."""
    if lot.happens("moved", 40):
        town = town_of(lot)
        where = home(lot, town)
        client |= {"ADRESSE": where["LINE1"], "CP": where["ZIPCODE"], "VILLE": where["TOWN"]}
        client |= {"PAYS": _COUNTRIES[where["COUNTRY"] or "CH"], "MODIFIE": _day(lot, "changed", 2026)}
    if lot.happens("wants no news any more", 20):
        client |= {"INFO": "N", "MODIFIE": _day(lot, "changed", 2026)}


def _performance(lot: Lot) -> Row:
    return {
        "NUMSEA": str(FIRST_PERFORMANCE + lot.row),
        "SPECTACLE": SHOWS[lot.row * len(SHOWS) // PERFORMANCES],
        "DATESEANCE": _day(lot, "performance", 2025),
        "HEURE": lot.one("hour", ("14:30", "19:30", "20:00")),
        "SALLE": lot.one("hall", ("Grande salle", "Studio")),
    }


def _tariff(code: str) -> Row:
    name, price = TARIFFS[code]
    return {"CODE": code, "LIBELLE": name, "PRIX": _amount(price)}


def _order(lot: Lot, clients: Sequence[Row]) -> Row:
    client = lot.one("client", clients[:CLIENTS])
    return {
        "NUMCDE": str(70_001 + lot.row),
        "NUMCLI": client["NUMCLI"],
        "DATECDE": _day(lot, "ordered", 2025),
        "seats": lot.number("seats", 4) + 1,
        "tariff": lot.one("tariff", tuple(TARIFFS)),
        "MONTANT": "",
    }


def _tickets(lot: Lot, order: Row) -> list[Row]:
    """The tickets of an order, which are what it costs."""
    _, price = TARIFFS[order["tariff"]]
    order["MONTANT"] = _amount(price * order["seats"])
    performance = FIRST_PERFORMANCE + lot.number("performance", PERFORMANCES)
    row, seat = "ABCDEFGHJK"[lot.number("seat row", 10)], lot.number("seat", 20) + 1
    return [
        {
            "NUMBIL": str((70_001 + lot.row) * 10 + place),
            "NUMCDE": order["NUMCDE"],
            "NUMSEA": str(performance),
            "TARIF": order["tariff"],
            "PRIX": _amount(price),
            "PLACE": f"{row}-{seat + place:02}",
        }
        for place in range(order["seats"])
    ]


def _amount(centimes: int) -> str:
    return f"{centimes // 100},{centimes % 100:02}"
