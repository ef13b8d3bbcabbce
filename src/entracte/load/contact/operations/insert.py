"""INSERT: the individual, structure or relay that a row makes (contact.md 4.1, D14, D39 to D41, D45 to D48)."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.formats.contact import PHONES
from entracte.load.contact.columns import (
    ADDRESS_PARTS,
    AUTHORIZATION_NAMES,
    EMAIL_NAMES,
    EMPTY_MAP,
    PHONE_COLUMNS,
    SLOTS,
)
from entracte.load.contact.given import Given
from entracte.load.contact.operations import add_after
from entracte.load.contact.state import created_id


def insert_structures(engine: Engine, given: Given, import_id: str) -> None:
    """Make the structures that rows of this turn are the first to name."""
    columns = _shared(given, import_id) | {
        "id": "turn_structure.structure_id",
        "number": "CASE WHEN given.made_kind = 'structure' THEN given.\"CONTACT_NR\" END",
        "kind": "'structure'",
        "official_name": 'given."OFFICIAL_NAME"',
        "address_name1": 'given."ADDRESS_NAME1"',
        "address_name2": 'given."ADDRESS_NAME2"',
        "structure_type": 'given."STRUCT_TYPE"',
        "community_type": 'given."COMMUNITY_TYPE"',
        "nb_employees": 'given."NB_EMPLOYEES"',
        "web_site": 'given."WEB_SITE"',
        "admin_numbers": "CASE WHEN given.admin_value IS NOT NULL "
        f"THEN MAP {{given.admin_type: [given.admin_value]}} ELSE {EMPTY_MAP} END",
        "remark": "CASE WHEN given.made_kind = 'structure' THEN given.\"REMARK\" END",
        "letter_salutation_given": "FALSE",
        "addr_salutation_given": "FALSE",
        "login": "FALSE",
        "criteria": f"coalesce(said.criteria, {EMPTY_MAP})" if given.says_criteria else EMPTY_MAP,
        "structure_key": "turn_structure.structure_key",
    }
    source = f"""
        FROM turn_structure JOIN given ON given.row = turn_structure.row
        {_phones(given)}
        {_criteria(given, "structure")}
        WHERE makes
    """
    add_after(engine, columns, source)


def insert_persons(engine: Engine, given: Given, import_id: str) -> None:
    """Make the individuals and relays of this turn; their logins are settled afterwards."""
    relays = given.fills(("OFFICIAL_NAME",))
    joined = "LEFT JOIN turn_structure ON turn_structure.row = turn.row" if relays else ""
    columns = _shared(given, import_id) | {
        "id": created_id("given.row", of_structure=False),
        "number": 'given."CONTACT_NR"',
        "kind": "given.made_kind",
        **({"structure_id": "turn_structure.structure_id"} if relays else {}),
        "title": "coalesce(given.\"TITLE\", 'UNDEFINED')",
        "letter_salutation": 'coalesce(given."LETTER_SALUTATION", salutation.letter)',
        "addr_salutation": 'coalesce(given."ADDR_SALUTATION", salutation.address)',
        "letter_salutation_given": 'given."LETTER_SALUTATION" IS NOT NULL',
        "addr_salutation_given": 'given."ADDR_SALUTATION" IS NOT NULL',
        "function": 'given."FUNCTION"',
        "remark": 'given."REMARK"',
        "firstname": 'given."FIRSTNAME"',
        "lastname": 'given."LASTNAME"',
        "birthdate": 'given."BIRTHDATE"',
        "login": 'given."EMAIL1" IS NOT NULL',
        "criteria": f"coalesce(said.criteria, {EMPTY_MAP})" if given.says_criteria else EMPTY_MAP,
        **{name: given.cell(name.upper()) for name in AUTHORIZATION_NAMES},
    }
    source = f"""
        FROM turn JOIN given ON given.row = turn.row
        {_phones(given)}
        {joined}
        LEFT JOIN reference_salutation AS salutation ON salutation.institution = given.institution
            AND salutation.title = coalesce(given."TITLE", 'UNDEFINED')
            AND salutation.language = coalesce(given."PREF_LANG", given.home_language)
        {_criteria(given, "person")}
        WHERE given.made_kind IN ('individual', 'relay')
    """
    add_after(engine, columns, source)
    made = "AND (made_kind <> 'structure' OR makes)" if relays else ""
    engine.execute(
        f"INSERT INTO outcome SELECT turn.row, 'imported' FROM turn {joined} WHERE operation = 'INSERT' {made}"
    )


def _shared(given: Given, import_id: str) -> dict[str, str]:
    """What structures and persons have in common."""
    return {
        "institution": "given.institution",
        "organization": "coalesce(nullif(given.\"ORGANIZATION\", '='), '*')",
        "language": 'coalesce(given."PREF_LANG", given.home_language)',
        **{f"{slot}_{part}": given.in_slot(slot, given.cell(part.upper())) for slot in SLOTS for part in ADDRESS_PARTS},
        **({name: f"phones.{name}" for name in PHONE_COLUMNS} if given.fills(PHONES) else {}),
        **{name: given.cell(name.upper()) for name in EMAIL_NAMES},
        "admin_numbers": EMPTY_MAP,
        "valid": "TRUE",
        "erased": "FALSE",
        "imported_by": f"'{import_id}'",
        "changed_by": f"'{import_id}'",
        "changes": "0",
        "made_in_row": "given.row",
        "relays": "0",
        "has_sales": "FALSE",
        "purged": "FALSE",
    }


def _phones(given: Given) -> str:
    return "LEFT JOIN turn_phones AS phones ON phones.row = given.row" if given.fills(PHONES) else ""


def _criteria(given: Given, owner: str) -> str:
    """A join to the criteria of new structures or persons: of a structure and its relay, type Both is the relay's."""
    if not given.says_criteria:
        return ""
    types = {
        "person": "contact_type <> 'STRUCTURE'",
        "structure": "contact_type = 'STRUCTURE' OR (contact_type = 'BOTH' AND made_kind = 'structure')",
    }[owner]
    return (
        "LEFT JOIN (SELECT criterion_said.row, map(list(code), list(chosen)) AS criteria FROM criterion_said "
        "JOIN turn ON turn.row = criterion_said.row "
        f"WHERE operation = 'INSERT' AND ({types}) GROUP BY criterion_said.row"
        ") AS said ON said.row = given.row"
    )
