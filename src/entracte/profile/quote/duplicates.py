"""A quick count of contacts that are there twice: the same name and birth date, e-mail or phone once normalised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from entracte.engine import Engine
from entracte.profile import placeholders
from entracte.profile.held import opened
from entracte.profile.model import TableProfile
from entracte.profile.quote.destinations import Destination

_MOST = 20
"""A value that so many rows share is nobody's own: a switchboard, an agency, a value that stands for none."""

_PHONES = ("CELLPHONE", "TELEPHONE")
_EMAILS = ("EMAIL1", "EMAIL")
_NAMES = (("LASTNAME", "FIRSTNAME", "BIRTHDATE"), ("LASTNAME", "FIRSTNAME", "ZIPCODE"), ("OFFICIAL_NAME", "ZIPCODE"))
_SHORTEST_PHONE, _COMPARED_DIGITS = 7, 9


@dataclass(frozen=True)
class Duplicates:
    """Rows of a table that say the same by a rule: `groups` of `rows`, of which `surplus` could go.

    The rule `any` counts the rows that repeat an earlier one by at least one of the other rules.
    """

    table: str
    rule: str
    columns: tuple[str, ...]
    groups: int
    rows: int
    surplus: int


@dataclass(frozen=True)
class _Rule:
    name: str
    columns: tuple[str, ...]
    key: str


def duplicates(engine: Engine, table: TableProfile, destination: Destination, data: Path) -> tuple[Duplicates, ...]:
    """The duplicates of a table of contacts by each rule that its columns allow, and by all of them together."""
    rules = _rules(table, destination)
    if not rules:
        return ()
    placeholders.make_list(engine)
    with opened(engine, data, len(table.columns)):
        keys = ", ".join(f"({rule.key}) AS k{at}" for at, rule in enumerate(rules))
        engine.execute(f"CREATE OR REPLACE TABLE compared AS SELECT row_number() OVER () AS place, {keys} FROM source")
    told = [_counted(engine, table.name, at, rule) for at, rule in enumerate(rules)]
    if len(rules) > 1:
        told.append(_together(engine, table.name, rules))
    engine.execute("DROP TABLE compared")
    return tuple(told)


def _rules(table: TableProfile, destination: Destination) -> list[_Rule]:
    fields = destination.fields
    places = {name: f"c{table.column(column).place}" for name, column in fields.items()}
    rules: list[_Rule] = []
    for names in _NAMES:
        if all(name in fields for name in names):
            key = _joined([_letters(places[each]) if each in _LETTERS else _trimmed(places[each]) for each in names])
            rules.append(_Rule(_named(names), tuple(fields[each] for each in names), key))
            break
    for candidates, name, normalised in ((_EMAILS, "e-mail", _lower), (_PHONES, "phone", _digits)):
        first = next((each for each in candidates if each in fields), None)
        if first is not None:
            rules.append(_Rule(name, (fields[first],), normalised(places[first])))
    return rules


_LETTERS = frozenset({"LASTNAME", "FIRSTNAME", "OFFICIAL_NAME"})


def _named(names: tuple[str, ...]) -> str:
    return "name-and-birth-date" if "BIRTHDATE" in names else "name-and-postcode"


def _joined(parts: list[str]) -> str:
    """All parts in one; null if one is missing."""
    return " || '|' || ".join(f"({part})" for part in parts)


def _meant(value: str) -> str:
    """A value, null where it stands for none."""
    return f"CASE WHEN lower(trim({value})) NOT IN (SELECT word FROM placeholder_word) THEN {value} END"


def _letters(value: str) -> str:
    return f"nullif(regexp_replace(strip_accents(lower({_meant(value)})), '[^\\p{{L}}\\p{{N}}]', '', 'g'), '')"


def _trimmed(value: str) -> str:
    return f"nullif(trim({_meant(value)}), '')"


def _lower(value: str) -> str:
    return f"CASE WHEN contains({value}, '@') THEN lower({_trimmed(value)}) END"


def _digits(value: str) -> str:
    """The last digits, so that a number with its country and one without are the same."""
    digits = f"regexp_replace({value}, '[^0-9]', '', 'g')"
    return f"CASE WHEN length({digits}) >= {_SHORTEST_PHONE} THEN right({digits}, {_COMPARED_DIGITS}) END"


def _counted(engine: Engine, table: str, at: int, rule: _Rule) -> Duplicates:
    ((groups, rows),) = engine.rows(
        f"SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM compared WHERE k{at} IS NOT NULL "
        f"GROUP BY k{at}) AS grouped WHERE n BETWEEN 2 AND {_MOST}"
    )
    return Duplicates(table, rule.name, rule.columns, int(groups), int(rows), int(rows) - int(groups))


def _together(engine: Engine, table: str, rules: list[_Rule]) -> Duplicates:
    """The rows that repeat an earlier one by any rule."""
    windows = ", ".join(
        f"k{at} IS NOT NULL AND count(*) OVER (PARTITION BY k{at}) <= {_MOST} "
        f"AND row_number() OVER (PARTITION BY k{at} ORDER BY place) > 1 AS r{at}"
        for at in range(len(rules))
    )
    repeats = " OR ".join(f"r{at}" for at in range(len(rules)))
    surplus = int(engine.scalar(f"SELECT count(*) FILTER ({repeats}) FROM (SELECT {windows} FROM compared) AS told"))
    columns = tuple(dict.fromkeys(column for rule in rules for column in rule.columns))
    return Duplicates(table, "any", columns, 0, 0, surplus)
