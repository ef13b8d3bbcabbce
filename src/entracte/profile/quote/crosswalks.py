"""Crosswalks to fill: the old values of code columns, and what each most probably is in the new system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from entracte.engine import Engine
from entracte.findings import LANGUAGES
from entracte.formats.country_names import country_names
from entracte.formats.value import STANDARD_TITLES
from entracte.profile.held import opened
from entracte.profile.lists import plain
from entracte.profile.masking import masked
from entracte.profile.model import ColumnProfile, DeliveryProfile, TableProfile
from entracte.profile.presets import PresetFit
from entracte.profile.quote.destinations import Destination

LISTED = 300
"""Values of a column that are listed; of the others only the number is told."""

CODED = ("TITLE", "COUNTRY", "PREF_LANG", "STRUCT_TYPE", "COMMUNITY_TYPE", "DEPARTMENT")
"""The fields of the contact format that hold codes."""

_AUTHORIZATIONS = ("CNIL_O", "PARTNER", "CNIL_T", "SMS_MMS", "LETTER", "PHONE", "EMAIL")
_CRITERION_ELEMENTS = 30
_CRITERION_ROWS = 20
_REPEATED = 5
"""How often, on average, a value must stand in a column of codes."""

_DIGITS, _FEW = 5, 3
"""So many digits may be a phone number; a value of so few rows may be one person's."""

_SALES = {"ticket.tariff": "TARIFF", "ticket.seat": "SEAT", "performance.event": "EVENT", "season.label": "SEASON"}
"""The columns of sales whose codes a crosswalk of that kind translates (catalogue.md)."""


@dataclass(frozen=True)
class OldValue:
    """An old value and its rows. `state` is `valid` (already the new code), `proposed` or `open`."""

    value: str
    count: int
    new: str
    state: str


@dataclass(frozen=True)
class Crosswalk:
    """A column whose values have to be translated into codes of `target`.

    `distinct` counts the different values: `valid`, `proposed` and `open` among those listed. `sales`: it is needed
    only if real sales are imported.
    """

    table: str
    column: str
    target: str
    sales: bool
    distinct: int
    valid: int
    proposed: int
    open: int
    values: tuple[OldValue, ...]


def contact_crosswalks(
    engine: Engine, table: TableProfile, destination: Destination, data: Path, preset: PresetFit | None
) -> tuple[Crosswalk, ...]:
    """The crosswalks of a table of contacts: coded fields first, then columns that may become criteria."""
    wanted = {field: destination.fields[field] for field in (*CODED, *_AUTHORIZATIONS) if field in destination.fields}
    taken = set(destination.fields.values())
    criteria = [column for column in table.columns if column.name not in taken and _may_be_criterion(column, table)]
    told = []
    with opened(engine, data, len(table.columns)):
        for field, name in wanted.items():
            told.append(_crosswalk(engine, table.name, table.column(name), field, _known(field, preset)))
        told += [_crosswalk(engine, table.name, column, "CRITERION", _Known()) for column in criteria]
    return tuple(each for each in told if each.distinct and (each.open or each.proposed))


def sales_crosswalks(profile: DeliveryProfile, preset: PresetFit | None) -> tuple[Crosswalk, ...]:
    """The crosswalks that real sales need; their values are counted, since they are codes of the old system only."""
    roles = {each.role: each for each in preset.roles if each.table} if preset else {}
    told = []
    for source, kind in _SALES.items():
        role, _, meaning = source.partition(".")
        found = roles.get(role)
        if found is not None and found.table is not None and meaning in found.columns:
            column = profile.table(found.table).column(found.columns[meaning])
            if column.distinct:
                told.append(Crosswalk(found.table, column.name, kind, True, column.distinct, 0, 0, column.distinct, ()))
    return tuple(told)


@dataclass(frozen=True)
class _Known:
    """What is known of the values of a field: the codes themselves, and by plain spelling the code of an old value."""

    codes: frozenset[str] = frozenset()
    meant: Mapping[str, str] | None = None

    def told(self, value: str, count: int) -> OldValue:
        """The old value with its state."""
        if value in self.codes:
            return OldValue(value, count, value, "valid")
        new = (self.meant or {}).get(plain(value)) or (self.meant or {}).get(plain(value).rstrip("."))
        return OldValue(value, count, new or "", "proposed" if new else "open")


def _crosswalk(engine: Engine, table: str, column: ColumnProfile, target: str, known: _Known) -> Crosswalk:
    found = engine.rows(
        f"SELECT trim(c{column.place}) AS value, count(*) AS n FROM source WHERE trim(c{column.place}) <> '' "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {LISTED}"
    )
    none = {each.value for each in column.placeholders}
    values = tuple(known.told(value, int(count)) for value, count in found if value not in none)
    values = tuple(_without_person(each, target, column) for each in values)
    counts = {state: sum(each.state == state for each in values) for state in ("valid", "proposed", "open")}
    unlisted = max(0, column.distinct - len(found))
    return Crosswalk(
        table, column.name, target, False, len(values) + unlisted, counts["valid"], counts["proposed"],
        counts["open"] + unlisted, values,
    )  # fmt: skip


def _without_person(old: OldValue, target: str, column: ColumnProfile) -> OldValue:
    return replace(old, value=masked(old.value)) if _may_be_somebody(old, target, column) else old


def _may_be_somebody(old: OldValue, target: str, column: ColumnProfile) -> bool:
    """Whether a value without a translation may name a person: what stands where codes should is anybody's."""
    if old.state != "open" or column.masked:
        return old.state == "open"
    if "@" in old.value or sum(each.isdecimal() for each in old.value) >= _DIGITS:
        return True
    return target in {"TITLE", "CRITERION"} and old.count < _FEW and " " in old.value


def _may_be_criterion(column: ColumnProfile, table: TableProfile) -> bool:
    """Few values that repeat, no key and nobody's name: what is known of contacts beside their fields."""
    if column.masked or column.type not in {"text", "code", "boolean", "integer"} or column.filled < _CRITERION_ROWS:
        return False
    if any(column.name in key.columns for key in (*table.keys, *table.likely_keys)):
        return False
    best = next(iter(column.mappings), None)
    if best is not None and best.field in {"REMARK", "ZIPCODE", "TOWN"} and best.score >= 0.5:
        return False
    return 2 <= column.distinct <= _CRITERION_ELEMENTS and column.filled >= _REPEATED * column.distinct


def _known(field: str, preset: PresetFit | None) -> _Known:
    seeds = preset.preset.crosswalks if preset else _generic_seeds()
    if field == "TITLE":
        return _Known(frozenset(STANDARD_TITLES), seeds["contact.TITLE"])
    if field == "PREF_LANG":
        return _Known(_languages(), {**_language_names(), **seeds["contact.PREF_LANG"]})
    if field == "COUNTRY":
        return _Known(frozenset(country_names()), _country_spellings())
    if field in _AUTHORIZATIONS:
        return _Known(frozenset({"TRUE", "FALSE"}), seeds["contact.AUTHORIZATION"])
    return _Known()


def _generic_seeds() -> dict[str, dict[str, str]]:
    from entracte.profile.presets import all_presets

    return all_presets()[0].crosswalks


_HABITS = {"uk": "GB", "england": "GB", "f": "FR", "d": "DE", "i": "IT", "e": "ES", "a": "AT", "b": "BE", "l": "LU"}
"""Countries as envelopes and number plates have them."""


@cache
def _languages() -> frozenset[str]:
    import pycountry

    return frozenset(each.alpha_2 for each in pycountry.languages if hasattr(each, "alpha_2"))


@cache
def _country_spellings() -> dict[str, str]:
    """Countries by plain spellings that the format does not accept as they are: three letters, habits, no accents."""
    import pycountry

    told = {plain(name): code for name, code in country_names().items()}
    told |= {each.alpha_3.lower(): each.alpha_2 for each in pycountry.countries}
    return told | _HABITS


@cache
def _language_names() -> dict[str, str]:
    from babel import Locale

    told = {code: code for code in _languages()}
    for language in LANGUAGES:
        told |= {plain(name): code for code, name in Locale(language).languages.items() if len(code) == 2}
    return told
