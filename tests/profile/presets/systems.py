"""Small ticketing databases as SQLite files: one world, told in the vocabulary of each language and vendor."""

from __future__ import annotations

import random
import sqlite3
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

Table = dict[str, str]
"""The name of each column by what it means; `table` is the name of the table."""

FIRST = ["Anne", "Jean", "Maria", "Luca", "Peter", "Sophie", "Carmen", "Paul", "Julia", "Marco", "Claire", "Hans"]
LAST = [
    "Martin",
    "Rossi",
    "Müller",
    "García",
    "Smith",
    "Favre",
    "Bianchi",
    "Keller",
    "Lopez",
    "Dubois",
    "Weber",
    "Jones",
]
TARIFFS = {"Full": 40, "Half": 20, "Free": 0, "Child": 10, "Group": 30, "Staff": 5}

_WORDS = Path(__file__).with_name("worlds.toml")
WORLDS: dict[str, dict[str, Table]] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))

VENDOR_EXTRAS = {
    "rodrigue": ("FILIERE", "SUPER_GROUPE", "GRILLE_TARIFAIRE", "CREDIT_BILLET", "MODE_PAIEMENT"),
    "secutix-1": ("T_INSTITUTION", "T_SEASON", "T_RELAY", "T_SEAT_CATEGORY", "T_PAYMENT"),
}


def write_system(path: Path, world: str, *, contacts: int = 120, seed: int = 1) -> dict[str, str]:
    """Write the database of a vocabulary; the name of each table by its role."""
    chance = random.Random(seed)
    tables = WORLDS[world]
    rows = _rows(chance, contacts)
    connection = sqlite3.connect(path)
    for role, names in tables.items():
        columns = [meaning for meaning in names if meaning != "table"]
        shown = ", ".join(f'"{names[each]}"' for each in columns)
        connection.execute(f'CREATE TABLE "{names["table"]}" ({shown})')
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f'INSERT INTO "{names["table"]}" VALUES ({marks})',
            [[row.get(each) for each in columns] for row in rows[role]],
        )
    for extra in VENDOR_EXTRAS.get(world, ("settings", "log")):
        connection.execute(f'CREATE TABLE "{extra}" (code TEXT, remark TEXT)')
        connection.executemany(f'INSERT INTO "{extra}" VALUES (?, ?)', [(f"C{at}", f"remark {at}") for at in range(5)])
    connection.commit()
    connection.close()
    return {role: names["table"] for role, names in tables.items()}


def _rows(chance: random.Random, contacts: int) -> dict[str, list[dict[str, object]]]:
    start = datetime(2024, 9, 1, 20)
    tariffs, seats, events, performances = 6, 80, 8, 30
    told: dict[str, list[dict[str, object]]] = {
        "contact": [_contact(chance, at) for at in range(1, contacts + 1)],
        "event": [{"id": at, "title": f"Hamlet {at}", "kind": chance.choice("ABC")} for at in range(1, events + 1)],
        "performance": [
            {
                "id": 100 + at,
                "event": chance.randint(1, events),
                "start": f"{start + timedelta(days=3 * at):%Y-%m-%d %H:%M:%S}",
                "venue": chance.choice(["GS", "KS"]),
            }
            for at in range(performances)
        ],
        "tariff": [
            {"id": 10 + at, "label": label, "price": price} for at, (label, price) in enumerate(TARIFFS.items())
        ],
        "seat": [
            {"id": 500 + at, "row": "ABCDEFGH"[at // 10], "number": at % 10 + 1, "area": chance.choice(["P", "B"])}
            for at in range(seats)
        ],
        "order": [],
        "ticket": [],
    }
    number = 0
    for order in range(1, 2 * contacts + 1):
        day = start + timedelta(days=chance.randint(-90, 0))
        told["order"].append(
            {
                "id": 9000 + order,
                "contact": chance.randint(1, contacts) if order % 7 else None,
                "date": f"{day:%Y-%m-%d}",
                "total": f"{chance.randint(1, 9) * 10}.00",
                "channel": chance.choice(["WEB", "DESK"]),
            }
        )
        for _ in range(chance.randint(1, 3)):
            number += 1
            told["ticket"].append(
                {
                    "id": 70000 + number,
                    "order": 9000 + order,
                    "performance": 100 + chance.randrange(performances),
                    "tariff": 10 + chance.randrange(tariffs),
                    "seat": 500 + chance.randrange(seats),
                    "price": f"{chance.randint(1, 9) * 5}.50",
                    "barcode": f"{chance.randrange(10**11, 10**12)}",
                    "state": chance.choice(["PRINTED", "OPEN"]),
                }
            )
    return told


def _contact(chance: random.Random, at: int) -> dict[str, object]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    return {
        "id": at,
        "title": chance.choice(["M.", "Mme", "Herr", "Frau"]),
        "last": last,
        "first": first,
        "mail": f"{first}.{last}{at}@mail{at % 9}.ch".lower().replace("ü", "ue").replace("í", "i"),
        "phone": f"+41 21 613 {at % 90 + 10} {chance.randint(10, 99)}",
        "zip": chance.choice(["1003", "1204", "3011", "8001"]),
        "town": chance.choice(["Lausanne", "Genève", "Bern", "Zürich"]),
        "country": chance.choice(["CH", "Suisse", "FR"]),
        "born": f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
    }
