"""One dirty delivery of a generated old system, read once, and what is proposed for it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from entracte.inspection import inspect
from entracte.proposal import propose
from entracte.settings import Settings
from tests.profile.presets.systems import write_system

TODAY = date(2026, 11, 22)
MILESTONE = date(2027, 1, 15)
SECRETS = ("jean.dupont(at)free.fr", "Zwischenzeitlich Verstorben", "CH9300762011623852957")
"""Values of persons that stand where nobody expects them."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where deliveries are kept."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Rodrigue-like database of 140 contacts, 20 of them twice, with all that can be wrong."""
    path = tmp_path_factory.mktemp("dirty") / "old.sqlite"
    write_system(path, "rodrigue")
    connection = sqlite3.connect(path)
    for column in ("LANGUE", "ADRESSE", "CATEGORIE", "IBAN"):
        connection.execute(f"ALTER TABLE FICHE_CLIENT ADD COLUMN {column}")
    changes = {
        "LANGUE": "CASE FICHE_CLIENT_ID % 3 WHEN 0 THEN 'fr' WHEN 1 THEN 'Allemand' ELSE 'QQ' END",
        "ADRESSE": "FICHE_CLIENT_ID || ' rue du Port'",
        "CATEGORIE": "CASE FICHE_CLIENT_ID % 3 WHEN 0 THEN '=1+1' WHEN 1 THEN 'ABO' ELSE '<script>alert(1)' END",
        "TELEPHONE": "'+41 21 613 ' || (1000 + FICHE_CLIENT_ID)",
    }
    for column, value in changes.items():
        connection.execute(f"UPDATE FICHE_CLIENT SET {column} = {value}")
    connection.execute("UPDATE FICHE_CLIENT SET EMAIL = 'pas de mail' WHERE FICHE_CLIENT_ID BETWEEN 61 AND 70")
    connection.execute("UPDATE FICHE_CLIENT SET EMAIL = ? WHERE FICHE_CLIENT_ID BETWEEN 71 AND 73", [SECRETS[0]])
    connection.execute("UPDATE FICHE_CLIENT SET DATE_NAISSANCE = '1900-01-01' WHERE FICHE_CLIENT_ID BETWEEN 81 AND 87")
    connection.execute("UPDATE FICHE_CLIENT SET NOM = 'MÃ¼ller' WHERE FICHE_CLIENT_ID BETWEEN 91 AND 95")
    connection.execute("UPDATE FICHE_CLIENT SET APPELLATION = ? WHERE FICHE_CLIENT_ID = 99", [SECRETS[1]])
    connection.execute("UPDATE FICHE_CLIENT SET IBAN = ? WHERE FICHE_CLIENT_ID BETWEEN 101 AND 104", [SECRETS[2]])
    connection.execute(
        "INSERT INTO FICHE_CLIENT SELECT FICHE_CLIENT_ID + 1000, APPELLATION, upper(NOM), ' ' || PRENOM, EMAIL, "
        "TELEPHONE, CODE_POSTAL, VILLE, PAYS, DATE_NAISSANCE, LANGUE, ADRESSE, CATEGORIE, IBAN FROM FICHE_CLIENT "
        "WHERE FICHE_CLIENT_ID <= 20"
    )
    connection.commit()
    connection.close()
    return path


@pytest.fixture(scope="session")
def document(home: Path, dirty: Path) -> dict[str, Any]:
    """What is proposed for it."""
    settings = Settings(home=home)
    return propose(settings, inspect(settings, str(dirty)), MILESTONE, institution="Théâtre & Cie", today=TODAY)
