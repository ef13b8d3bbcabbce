"""The rows of a file as a plan takes them: defaults filled in, kinds told, structures named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.load.contact.columns import ADDRESS_PARTS, SLOTS

ADDRESS_CELLS = tuple(part.upper() for part in ADDRESS_PARTS)


@dataclass(frozen=True)
class Given:
    """Which fields of the engine's table `given` any row fills, so that no statement looks at the others.

    `says_criteria`: whether any row says something of a criterion.
    """

    filled: frozenset[str]
    says_criteria: bool

    def cell(self, name: str) -> str:
        """SQL for a field of `given`; null where no row has it."""
        return f"given.{quoted(name)}" if name in self.filled else "NULL"

    def fills(self, names: Iterable[str]) -> list[str]:
        """Those of some fields that a row fills."""
        return [name for name in names if name in self.filled]

    def in_slot(self, slot: str, cell: str, otherwise: str = "NULL") -> str:
        """SQL for a cell where the row writes an address slot."""
        if "ADDR_TYPE" not in self.filled or cell == otherwise:
            return cell
        return f"CASE WHEN given.writes_{slot} THEN {cell} ELSE {otherwise} END"


def prepare_given(engine: Engine, values: str, criteria: str) -> Given:
    """Make the tables `given` and `structure_row` from the checked rows `values` and what they say of `criteria`.

    `given` adds to a row `made_kind` (the kind an INSERT makes), `home_country`, `home_language` (the institution's),
    and on INSERT the defaults of address, address name and town complement (D40, D44, D48). `structure_row` has the
    identity `structure_key` of every structure that an INSERT names (D15).
    """
    _tell_kinds(engine, values)
    _fill_defaults(engine)
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE structure_row AS
        SELECT row, institution, {
            structure_key(
                [
                    '"OFFICIAL_NAME"',
                    '"ADDRESS_NAME1"',
                    '"ADDRESS_NAME2"',
                    *(_if_any_slot(quoted(name)) for name in ADDRESS_CELLS if name != "DEPARTMENT"),
                ]
            )
        } AS structure_key
        FROM given WHERE made_kind IN ('structure', 'relay')
        """
    )
    return Given(_filled(engine), bool(engine.count(criteria)))


def _filled(engine: Engine) -> frozenset[str]:
    fields = {name: quoted(name) for name in engine.columns("given") if name.isupper()}
    fields |= {"ADDR_TYPE": "address_types", "ADMIN_NUMBER": "nullif(admin_given, FALSE)"}
    counts = engine.rows(f"SELECT {', '.join(f'count({cell})' for cell in fields.values())} FROM given")[0]
    return frozenset(name for name, count in zip(fields, counts, strict=True) if count)


def structure_key(parts: list[str]) -> str:
    """SQL for the identity of a structure: its documented fields, runs of spaces folded (D15, D38)."""
    folded = ", ".join(f"coalesce(regexp_replace({part}, ' +', ' ', 'g'), '')" for part in parts)
    return f"md5(concat_ws(chr(31), {folded}))"


def stored_structure_key(table: str) -> str:
    """SQL for the identity of a stored structure: its main address, else the first one it has (D38)."""
    parts = [f"{table}.{name}" for name in ("official_name", "address_name1", "address_name2")]
    for part in ADDRESS_PARTS:
        if part != "department":
            choices = " ".join(f"WHEN {slot_is_filled(table, slot)} THEN {table}.{slot}_{part}" for slot in SLOTS)
            parts.append(f"CASE {choices} END")
    return structure_key(parts)


def slot_is_filled(table: str, slot: str) -> str:
    """SQL for whether an address slot of a contact holds anything."""
    return "(" + " OR ".join(f"{table}.{slot}_{part} IS NOT NULL" for part in ADDRESS_PARTS) + ")"


def cut_complement(town: str, complement: str) -> str:
    """SQL for a town complement cut so that it stays under 100 characters with its town (D44)."""
    room = f"greatest(99 - length(coalesce({town}, '')), 0)::INTEGER"
    return (
        f"CASE WHEN length({complement}) > {room} "
        f"THEN nullif(regexp_replace(left({complement}, {room}), '\\p{{Z}}+$', ''), '') ELSE {complement} END"
    )


def _tell_kinds(engine: Engine, values: str) -> None:
    official, person = '"OFFICIAL_NAME" IS NOT NULL', '"FIRSTNAME" IS NOT NULL OR "LASTNAME" IS NOT NULL'
    engine.execute(
        f"""
        CREATE OR REPLACE VIEW told AS
        SELECT file.*,
            CASE WHEN operation = 'INSERT' THEN
                CASE WHEN {official} THEN CASE WHEN {person} THEN 'relay' ELSE 'structure' END
                ELSE 'individual' END
            END AS made_kind,
            home.country AS home_country, home.language AS home_language,
            ({" OR ".join(f"file.{quoted(name)} <> '='" for name in ADDRESS_CELLS)}) IS TRUE AS gives_address
        FROM {quoted(values)} AS file
        JOIN reference_institution AS home ON home.code = file.institution
        """
    )


def _fill_defaults(engine: Engine) -> None:
    address_name = (
        "coalesce(\"ADDRESS_NAME1\", nullif(regexp_replace(left(\"OFFICIAL_NAME\", 38), '\\p{Z}+$', ''), ''))"
    )
    engine.execute(
        f"""
        CREATE OR REPLACE TABLE given AS
        SELECT * REPLACE (
            CASE WHEN made_kind IN ('structure', 'relay') THEN {address_name} ELSE "ADDRESS_NAME1" END
                AS "ADDRESS_NAME1",
            CASE WHEN made_kind IS NOT NULL AND gives_address AND NOT country_dropped
                THEN coalesce("COUNTRY", home_country) ELSE "COUNTRY" END AS "COUNTRY",
            CASE WHEN made_kind IS NOT NULL THEN {cut_complement('"TOWN"', '"TOWN_COMPLEMENT"')}
                ELSE "TOWN_COMPLEMENT" END AS "TOWN_COMPLEMENT"
        ), made_kind IS NOT NULL AND "TOWN_COMPLEMENT" IS DISTINCT FROM
            {cut_complement('"TOWN"', '"TOWN_COMPLEMENT"')} AS complement_cut, "TOWN_COMPLEMENT" AS told_complement
        FROM told
        """
    )
    engine.execute("DROP VIEW told")


def _if_any_slot(cell: str) -> str:
    return f"CASE WHEN writes_main OR writes_shipment OR writes_billing THEN {cell} END"
