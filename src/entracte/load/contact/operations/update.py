"""UPDATE and UPDATEACT: given cells replace what the contact holds, `=` removes it (D17 to D21, D44 to D53)."""

from __future__ import annotations

from entracte.engine import Engine, quoted
from entracte.formats.contact import PHONES
from entracte.load.contact.columns import (
    ADDRESS_PARTS,
    AUTHORIZATION_NAMES,
    EMAIL_NAMES,
    EMPTY_MAP,
    PHONE_NAMES,
    SALUTATIONS,
    SLOTS,
    STRUCTURE_COLUMNS,
)
from entracte.load.contact.given import ADDRESS_CELLS, Given, cut_complement, slot_is_filled
from entracte.load.contact.operations import add_after, held

_OPERATIONS = "('UPDATE', 'UPDATEACT')"
_REMARK_LENGTH = 2000
_PERSON_CELLS = ("TITLE", "LETTER_SALUTATION", "ADDR_SALUTATION")
_PERSON_FIELDS = ("FUNCTION", "FIRSTNAME", "LASTNAME", "BIRTHDATE")
_STRUCTURE_FIELDS = {
    "OFFICIAL_NAME": "official_name",
    "ADDRESS_NAME1": "address_name1",
    "ADDRESS_NAME2": "address_name2",
    "STRUCT_TYPE": "structure_type",
    "COMMUNITY_TYPE": "community_type",
    "NB_EMPLOYEES": "nb_employees",
    "WEB_SITE": "web_site",
}


def update(engine: Engine, given: Given, import_id: str) -> set[str]:
    """Add the contacts that rows of this turn update, and the findings about cells that do not apply to them.

    Returns the columns that may have changed.
    """
    _report_other_kind(engine, given)
    title, language = _title(given), _patched(given, "PREF_LANG", "language")
    reactivates = "turn.operation = 'UPDATEACT'"
    columns = held(
        import_id,
        organization=_patched(given, "ORGANIZATION", "organization", erased="'*'"),
        language=language,
        remark=_remark(given),
        **_person(given, title, language),
        **_structure(given),
        **_addresses(given),
        **_phones(given),
        **{name: _patched(given, name.upper(), name) for name in EMAIL_NAMES},
        **({"criteria": _CRITERIA} if given.says_criteria else {}),
        valid=f"held.valid OR {reactivates}",
        invalid_reason=f"CASE WHEN NOT ({reactivates}) THEN held.invalid_reason END",
        invalid_since=f"CASE WHEN NOT ({reactivates}) THEN held.invalid_since END",
    )
    source = f"""
        FROM turn JOIN given ON given.row = turn.row JOIN contact AS held ON held.id = turn.contact_id
        {"LEFT JOIN turn_phones AS phones ON phones.row = given.row" if given.fills(PHONES) else ""}
        LEFT JOIN turn_criteria AS said ON said.row = given.row
        LEFT JOIN reference_salutation AS salutation ON salutation.institution = given.institution
            AND salutation.title = {title} AND salutation.language = {language}
        WHERE turn.operation IN {_OPERATIONS}
    """
    changing = add_after(engine, columns, source)
    if given.fills(("TOWN", "TOWN_COMPLEMENT")):
        _cut_complements(engine)
    if given.fills(("REMARK",)):
        _report_cut_remarks(engine)
    return changing


def _patched(given: Given, field: str, column: str, *, erased: str = "NULL", kind: str = "") -> str:
    if field not in given.filled:
        return f"held.{quoted(column)}"
    cell = given.cell(field)
    patch = f"CASE WHEN {cell} IS NULL THEN held.{column} WHEN {cell} = '=' THEN {erased} ELSE {cell} END"
    return f"CASE WHEN {kind} THEN {patch} ELSE held.{column} END" if kind else patch


_IS_STRUCTURE = "held.kind = 'structure'"
_IS_PERSON = "held.kind <> 'structure'"


def _title(given: Given) -> str:
    return _patched(given, "TITLE", "title", erased="'UNDEFINED'", kind=_IS_PERSON)


def _person(given: Given, title: str, language: str) -> dict[str, str]:
    fields = {name.lower(): _patched(given, name, name.lower(), kind=_IS_PERSON) for name in _PERSON_FIELDS}
    authorizations = {
        name: f'CASE WHEN {_IS_PERSON} AND given."{name.upper()}" IS NOT NULL '
        f"THEN try_cast(nullif(given.\"{name.upper()}\", '=') AS BOOLEAN) ELSE held.{name} END"
        for name in AUTHORIZATION_NAMES
        if name.upper() in given.filled
    }
    return {"title": title, **fields, **authorizations, **_salutations(given, title, language)}


def _salutations(given: Given, title: str, language: str) -> dict[str, str]:
    """Salutations that we made are remade when title or language changes, or when `=` asks for it (D46)."""
    if not given.fills(("TITLE", "PREF_LANG", *(name.upper() for name in SALUTATIONS))):
        return {}
    columns = {}
    for name, made in SALUTATIONS.items():
        cell = given.cell(name.upper())
        columns[name] = (
            f"CASE WHEN {_IS_STRUCTURE} THEN NULL WHEN {cell} <> '=' THEN {cell} "
            f"WHEN {cell} = '=' OR (NOT held.{name}_given AND ({title} IS DISTINCT FROM held.title "
            f"OR {language} IS DISTINCT FROM held.language)) THEN salutation.{made} ELSE held.{name} END"
        )
        columns[f"{name}_given"] = (
            f"CASE WHEN {_IS_PERSON} AND {cell} IS NOT NULL THEN {cell} <> '=' ELSE held.{name}_given END"
        )
    return columns


def _structure(given: Given) -> dict[str, str]:
    fields = {column: _patched(given, field, column, kind=_IS_STRUCTURE) for field, column in _STRUCTURE_FIELDS.items()}
    if "ADMIN_NUMBER" not in given.filled:
        return fields
    numbers = "held.admin_numbers"
    of_type = f"coalesce({numbers}[given.admin_type], [])"
    return fields | {
        "admin_numbers": f"""CASE
            WHEN {_IS_PERSON} OR NOT given.admin_given THEN {numbers}
            WHEN given.admin_type IS NULL THEN {EMPTY_MAP}
            WHEN given.admin_value IS NULL
                THEN map_from_entries(list_filter(map_entries({numbers}), lambda entry: entry.key <> given.admin_type))
            WHEN list_contains({of_type}, given.admin_value) THEN {numbers}
            ELSE map_concat({numbers}, MAP {{given.admin_type: list_append({of_type}, given.admin_value)}})
        END"""
    }


def _addresses(given: Given) -> dict[str, str]:
    """Only the given fields of the slots that the row writes; a slot that a row opens has the institution's country."""
    columns = {}
    for slot in SLOTS:
        for part in ADDRESS_PARTS:
            patched = _patched(given, part.upper(), f"{slot}_{part}")
            if part == "country" and given.fills(ADDRESS_CELLS):
                opens = (
                    f"given.gives_address AND {given.cell('COUNTRY')} IS NULL AND NOT given.country_dropped "
                    f"AND NOT {slot_is_filled('held', slot)}"
                )
                patched = f"CASE WHEN {opens} THEN given.home_country ELSE {patched} END"
            columns[f"{slot}_{part}"] = given.in_slot(slot, patched, otherwise=f'held."{slot}_{part}"')
    return columns


def _phones(given: Given) -> dict[str, str]:
    return {
        f"{phone}_{part}": f"CASE WHEN given.\"{phone.upper()}\" = '=' THEN NULL "
        f"WHEN phones.{phone}_number IS NOT NULL THEN phones.{phone}_{part} ELSE held.{phone}_{part} END"
        for phone in PHONE_NAMES
        if phone.upper() in given.filled
        for part in ("country", "number")
    }


def _remark(given: Given) -> str:
    if "REMARK" not in given.filled:
        return 'held."remark"'
    joined = "coalesce(held.remark, '') || substr(given.\"REMARK\", 3)"
    return f"""CASE
        WHEN given."REMARK" IS NULL OR given."REMARK" = '||' THEN held.remark
        WHEN given."REMARK" = '=' THEN NULL
        WHEN starts_with(given."REMARK", '||') THEN CASE WHEN length({joined}) > {_REMARK_LENGTH}
            THEN regexp_replace(left({joined}, {_REMARK_LENGTH}), '[\\p{{Z}}\\n]+$', '') ELSE {joined} END
        ELSE given."REMARK" END"""


_CRITERIA = """CASE WHEN said.criteria IS NULL OR said.criteria = held.criteria THEN held.criteria ELSE map_concat(
    map_from_entries(list_filter(map_entries(held.criteria),
        lambda entry: NOT list_contains(map_keys(said.criteria), entry.key))),
    map_from_entries(list_filter(map_entries(said.criteria), lambda entry: len(entry.value) > 0))) END"""
"""The values of each criterion named in the row are replaced; other criteria stay (D18)."""


def _cut_complements(engine: Engine) -> None:
    """Town and complement stay under 100 characters together, also with what was there before (D44)."""
    for slot in SLOTS:
        cut = cut_complement(f"{slot}_town", f"{slot}_town_complement")
        too_long = f"{slot}_town_complement IS DISTINCT FROM {cut}"
        engine.execute(
            f"""
            INSERT INTO finding
            SELECT row, 'TOWN_COMPLEMENT', 'town-complement-cut', {slot}_town_complement, {cut}
            FROM after JOIN turn ON turn.contact_id = after.id
            WHERE operation IN {_OPERATIONS} AND {too_long}
                AND (row, 'town-complement-cut') NOT IN (SELECT (row, code) FROM finding)
            """
        )
        engine.execute(
            f"UPDATE after SET {slot}_town_complement = {cut} WHERE {too_long} "
            f"AND id IN (SELECT contact_id FROM turn WHERE operation IN {_OPERATIONS})"
        )


def _report_cut_remarks(engine: Engine) -> None:
    """What is appended to a remark may make it too long (D53)."""
    engine.execute(
        f"""
        INSERT INTO finding
        SELECT given.row, 'REMARK', 'text-truncated', given."REMARK", '{_REMARK_LENGTH}'
        FROM turn JOIN given ON given.row = turn.row JOIN contact AS held ON held.id = turn.contact_id
        WHERE turn.operation IN {_OPERATIONS} AND starts_with(given."REMARK", '||')
            AND length(coalesce(held.remark, '')) + length(given."REMARK") - 2 > {_REMARK_LENGTH}
        """
    )


def _report_other_kind(engine: Engine, given: Given) -> None:
    """Cells of the other kind of contact are dropped, and what the check said of changing them with them (D21, D39)."""
    persons = given.fills((*_PERSON_CELLS, *_PERSON_FIELDS, *(name.upper() for name in AUTHORIZATION_NAMES)))
    structures = given.fills((*_STRUCTURE_FIELDS, "ADMIN_NUMBER"))
    for code, kind, fields in (
        ("person-field-of-structure", "kind = 'structure'", persons),
        ("structure-field-of-person", "kind <> 'structure'", structures),
    ):
        if not fields:
            continue
        admin_number = "CASE WHEN given.admin_given THEN coalesce(given.admin_value, '=') END"
        cells = ", ".join(
            f"{admin_number if name == 'ADMIN_NUMBER' else given.cell(name)} AS {quoted(name)}" for name in fields
        )
        listed = ", ".join(quoted(name) for name in fields)
        engine.execute(
            f"""
            INSERT INTO finding
            SELECT row, field, '{code}', value, NULL
            FROM (SELECT turn.row, {cells} FROM turn JOIN given ON given.row = turn.row
                  WHERE turn.operation IN {_OPERATIONS} AND {kind})
            UNPIVOT (value FOR field IN ({listed}))
            """
        )


assert set(_STRUCTURE_FIELDS.values()) | {"admin_numbers"} == set(STRUCTURE_COLUMNS)
