"""Which preset fits a delivery, and which table has which role in it: by names, by content, by what refers to what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from entracte.profile.model import ColumnProfile, DeliveryProfile, Relation, TableProfile
from entracte.profile.naming import name_words, names_its_own
from entracte.profile.presets.calling import called
from entracte.profile.presets.model import Preset, Role, Sign

LIKELY, POSSIBLE, WEAK = 0.6, 0.4, 0.12
"""The scores from which on a preset is called so; below, it does not fit at all."""

_LEAST_ROLE = 0.42
_ROUNDS = 3
_NAMES, _COLUMNS, _RELATIONS = 0.45, 0.35, 0.2
_UNNAMED = 0.7
"""What a table can reach whose name says nothing."""

_ONLY_NAMED = 0.5
"""What is left where a table is called so, and nothing in it says it."""

_ALSO = 0.75
"""What a name is worth that another role has the better claim to."""

_LACKING = 0.5
"""What is left of a preset's score without a role that it needs."""

_UNMARKED, _MARKED = 0.3, 0.8
_LEAST_MARKS = 0.25
_CHANGES = (
    "update", "updated", "created", "modified", "changed", "creation", "modification", "maj", "anderung", "geandert",
    "erstellt", "modifica", "modificado", "creado", "insert", "timestamp", "birth", "hire", "naissance", "geburtsdatum",
)  # fmt: skip
"""Dates that say when a row was written or a person was born, never when something takes place."""


@dataclass(frozen=True)
class RoleFit:
    """The table that has a role, if any: how sure that is and why, and its columns by what they mean, and by the
    fields of the target that they give.

    `others` are further tables that it could be, each with its score.
    """

    role: str
    target: str
    table: str | None
    score: float
    reasons: tuple[str, ...]
    columns: dict[str, str]
    fields: dict[str, str]
    others: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class PresetFit:
    """How well a preset fits: `verdict` is `likely`, `possible`, `weak` or `none`; unproven ones are never likely."""

    preset: Preset
    score: float
    verdict: str
    reasons: tuple[str, ...]
    roles: tuple[RoleFit, ...]

    def table_of(self, role: str) -> str | None:
        """The table that has a role."""
        return next((each.table for each in self.roles if each.role == role), None)


@dataclass(frozen=True)
class _Look:
    """What a table says of a role by itself: by its name, and by its columns."""

    role: Role
    table: TableProfile
    by_name: float
    by_columns: float
    reasons: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True)
class _Candidate:
    role: Role
    table: TableProfile
    score: float
    reasons: tuple[str, ...]
    columns: dict[str, str]


def fit(preset: Preset, profile: DeliveryProfile, delivered: Iterable[str] = ()) -> PresetFit:
    """How well a preset fits; `delivered` are the names of the delivery's files, where a system may tell itself."""
    assigned: dict[str, _Candidate] = {}
    candidates: list[_Candidate] = []
    looks = [look for role in preset.roles for table in profile.tables if (look := _looked(role, table)) is not None]
    pairs = {(each.table, each.target_table) for each in profile.relations}
    for _ in range(_ROUNDS):
        candidates = _candidates(looks, pairs, assigned)
        again = _assigned(candidates)
        if {role: each.table.name for role, each in again.items()} == {
            role: each.table.name for role, each in assigned.items()
        }:
            assigned = again
            break
        assigned = again
    told = _with_keys(assigned, profile.relations)
    roles = tuple(_role_fit(role, told, candidates) for role in preset.roles)
    found, reasons = _of_roles(preset, roles)
    share, why = _of_marks(preset, profile, delivered)
    score = found if not preset.marks else min(1.0, found * (_UNMARKED + _MARKED * share))
    if preset.marks:
        reasons = (*reasons, why)
    lacking = [name for name in preset.needs if assigned.get(name) is None]
    verdict = _verdict(score)
    if verdict == "likely" and preset.proven is False:
        verdict = "possible"
    if lacking and verdict in {"likely", "possible"}:
        verdict = "weak"
    if preset.marks and share < _LEAST_MARKS:
        verdict = "none"
    return PresetFit(preset, round(score, 3), verdict, reasons, roles)


def _verdict(score: float) -> str:
    for least, verdict in ((LIKELY, "likely"), (POSSIBLE, "possible"), (WEAK, "weak")):
        if score >= least:
            return verdict
    return "none"


def _candidates(looks: list[_Look], pairs: set[tuple[str, str]], assigned: dict[str, _Candidate]) -> list[_Candidate]:
    """Every table that may have a role, the surest first."""
    tables = {role: each.table.name for role, each in assigned.items()}
    told = [found for look in looks if (found := _weighed(look, pairs, tables)).score >= _LEAST_ROLE]
    return sorted(told, key=lambda each: (-each.score, -each.role.weight, -each.table.rows, each.table.name))


def _assigned(candidates: list[_Candidate]) -> dict[str, _Candidate]:
    """To each role the surest table that no other role has a better claim to."""
    assigned: dict[str, _Candidate] = {}
    taken: set[str] = set()
    for later in (False, True):
        for each in candidates:
            turn = bool(each.role.after) == later and (not later or each.role.after in assigned)
            if turn and each.role.name not in assigned and each.table.name not in taken:
                assigned[each.role.name] = each
                taken.add(each.table.name)
    return assigned


def _with_keys(assigned: dict[str, _Candidate], relations: tuple[Relation, ...]) -> dict[str, _Candidate]:
    """The tables of the roles, with the columns that no name tells but that refer to the table of another role.

    A column that means another role is called after it in the role's signs: `contact`, `order`, `performance` ...
    """
    roles = {each.table.name: name for name, each in assigned.items()}
    told = {}
    for name, each in assigned.items():
        columns = dict(each.columns)
        meanings = {sign.meaning for sign in each.role.signs}
        for relation in relations:
            meaning = roles.get(relation.target_table)
            if relation.table == each.table.name and meaning in meanings and relation.column not in columns.values():
                columns.setdefault(meaning, relation.column)
        told[name] = replace(each, columns=columns)
    return told


def _looked(role: Role, table: TableProfile) -> _Look | None:
    """What a table says of a role; nothing of one that counts nothing for the preset unless it is called so."""
    by_name = max(called(table.name, role.names), _ALSO * called(table.name, role.also))
    if not by_name and not role.weight:
        return None
    by_columns, columns, reasons = _columns(role, table)
    return _Look(role, table, by_name, by_columns, tuple(reasons), columns)


def _weighed(look: _Look, pairs: set[tuple[str, str]], tables: dict[str, str]) -> _Candidate:
    """The table as a candidate for the role, with what the tables of the other roles say."""
    parts = [(_NAMES, look.by_name)] if look.by_name else []
    parts.append((_COLUMNS, look.by_columns))
    told = ["its name is a word for it" if look.by_name >= 0.95 else "its name holds a word for it"]
    told = [*(told if look.by_name else ()), *look.reasons]
    by_relations = _relations(look.role, look.table, pairs, tables)
    if by_relations is not None:
        share, why = by_relations
        parts.append((_RELATIONS, share))
        told += why
    score = sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
    if not look.by_name:
        score *= _UNNAMED
    elif not look.columns:
        score *= _ONLY_NAMED
    return _Candidate(look.role, look.table, round(score, 3), tuple(told), look.columns)


def _columns(role: Role, table: TableProfile) -> tuple[float, dict[str, str], list[str]]:
    """How much of what such a table holds is there, which columns they are, and what to say of it."""
    pairs = sorted(
        ((_seen(sign, column, table), sign, column) for sign in role.signs for column in table.columns),
        key=lambda each: (-each[0] * each[1].weight, each[2].place),
    )
    columns: dict[str, str] = {}
    total = 0.0
    for seen, sign, column in pairs:
        if seen > 0 and sign.meaning not in columns and column.name not in columns.values():
            columns[sign.meaning] = column.name
            total += seen * sign.weight
    share = total / sum(sign.weight for sign in role.signs)
    ordered = {sign.meaning: columns[sign.meaning] for sign in role.signs if sign.meaning in columns}
    reasons = []
    if ordered:
        named = ", ".join(f"{meaning} ({column})" for meaning, column in ordered.items())
        reasons.append(f"it has columns for {named}")
    fits = next((each.score for each in table.formats if each.format == role.format), 0.0)
    if role.format and fits >= 0.4:
        share = max(share, fits)
        reasons.append(f"its columns fit the format {role.format} by {fits:.0%}")
    return min(1.0, share), ordered, reasons


def _seen(sign: Sign, column: ColumnProfile, table: TableProfile) -> float:
    """How surely a column is the one looked for; of an empty column only the name can tell."""
    if column.type != "empty" and column.type not in sign.types:
        return 0.0
    named = sign.phrases.score(column.name)
    if named and len(name_words(column.name)) > 1 and names_its_own(column.name, table.name):
        named *= 0.5  # the key of the table itself
    if column.type == "empty":
        return 0.6 * named
    if sign.by_values and not named and not called(column.name, _CHANGES):
        return 0.5 if column.distinct > 1 else 0.0
    return named


def _relations(
    role: Role, table: TableProfile, pairs: set[tuple[str, str]], tables: dict[str, str]
) -> tuple[float, list[str]] | None:
    """The share of the expected relations that are there; None where nothing can be expected."""
    outward = [(name, tables[name]) for name in role.refers if name in tables and tables[name] != table.name]
    inward = [(name, tables[name]) for name in role.referred if name in tables and tables[name] != table.name]
    if not outward and not inward:
        return None
    told, found = [], 0
    for name, other in outward:
        if (table.name, other) in pairs:
            found += 1
            told.append(f"it refers to the {name} table {other}")
    for name, other in inward:
        if (other, table.name) in pairs:
            found += 1
            told.append(f"the {name} table {other} refers to it")
    return found / (len(outward) + len(inward)), told


def _role_fit(role: Role, assigned: dict[str, _Candidate], candidates: list[_Candidate]) -> RoleFit:
    chosen = assigned.get(role.name)
    others = tuple(
        (each.table.name, each.score)
        for each in candidates
        if each.role.name == role.name and (chosen is None or each.table.name != chosen.table.name)
    )
    if chosen is None:
        return RoleFit(role.name, role.target, None, 0.0, ("no table looks like it",), {}, {}, others[:3])
    fields = {field: chosen.columns[meaning] for meaning, field in role.fields.items() if meaning in chosen.columns}
    return RoleFit(
        role.name, role.target, chosen.table.name, chosen.score, chosen.reasons, chosen.columns, fields, others[:3]
    )


def _of_roles(preset: Preset, roles: tuple[RoleFit, ...]) -> tuple[float, tuple[str, ...]]:
    """The share of the roles that were found, weighed, and what to say of it."""
    weights = {each.name: each.weight for each in preset.roles}
    counted = [each for each in roles if weights[each.role]]
    score = sum(weights[each.role] * each.score for each in counted) / sum(weights.values())
    there = [each.role for each in counted if each.table is not None]
    absent = [each.role for each in counted if each.table is None]
    reasons = []
    if there:
        reasons.append(f"tables found for {', '.join(there)}")
    if absent:
        reasons.append(f"none for {', '.join(absent)}")
    lacking = [name for name in preset.needs if name in absent]
    if lacking:
        score *= _LACKING
        reasons.append(f"without {' and '.join(lacking)} it is hardly a ticketing database")
    return score, tuple(reasons)


def _of_marks(preset: Preset, profile: DeliveryProfile, delivered: Iterable[str]) -> tuple[float, str]:
    """How much of the vocabulary that only this system uses is there."""
    if not preset.marks:
        return 1.0, ""
    names = [*delivered, *(table.name for table in profile.tables)]
    names += [column.name for table in profile.tables for column in table.columns]
    found = [mark for mark in preset.marks if any(called(name, (mark,)) >= 0.6 for name in names)]
    share = min(1.0, sum(preset.marks[each] for each in found) / preset.enough)
    if not found:
        return 0.0, "none of the words that only this system uses"
    return share, f"words of this system: {', '.join(found)}"
