"""Which table can go to which format, which columns give which fields, and what the format needs that is not there."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.formats import all_formats
from entracte.profile.model import DeliveryProfile, FormatFit, TableProfile
from entracte.profile.presets import PresetFit

CONTACT = "contact"
_LEAST_CONTACT = 0.4
_LEAST_OTHER = 0.6
_TELLING = frozenset({"LASTNAME", "FIRSTNAME", "OFFICIAL_NAME"})
_SALES = frozenset({"single-entry", "season-ticket", "membership", "voucher"})
_FITTING = ("criterion", "structure-type", "value", "organization")
"""Formats of settings for which a table is proposed when it was evidently made for them."""


@dataclass(frozen=True)
class Destination:
    """A table, the format its rows can go to, and how sure that is.

    `available` says whether this version imports the format; else it is documented only. `role` is what the preset
    takes the table for, empty if it does not. `fields` gives the column of each field, `lacking` the fields without.
    """

    table: str
    rows: int
    format: str
    available: bool
    score: float
    role: str
    fields: dict[str, str]
    lacking: tuple[str, ...]


def destinations(
    profile: DeliveryProfile, preset: PresetFit | None, sales: frozenset[str] = frozenset()
) -> tuple[Destination, ...]:
    """The tables that can be migrated: contacts first, then what the preset tells, as it orders its roles.

    `sales` are tables of sales that no preset vouches for: with the names and addresses in them they are no contacts.
    """
    told: dict[str, Destination] = {}
    roles = {each.table: each for each in preset.roles if each.table} if preset else {}
    for table in profile.tables:
        role = roles.get(table.name)
        contact = _fit(table, CONTACT)
        if table.name in sales or not table.rows or contact is None:
            continue
        if _is_contact(contact, role.target if role else ""):
            told[table.name] = _contact(table, contact, role.role if role else "")
    for table in profile.tables:
        role = roles.get(table.name)
        if not table.rows or table.name in told:
            continue
        if role is not None and role.target and role.target != CONTACT:
            told[table.name] = Destination(
                table.name,
                table.rows,
                role.target,
                role.target in all_formats(),
                role.score,
                role.role,
                role.fields,
                (),
            )
        elif role is None and (settings := _settings(table)) is not None:
            told[table.name] = settings
    return tuple(sorted(told.values(), key=lambda each: (each.format != CONTACT, each.format in _SALES, -each.rows)))


def left_out(profile: DeliveryProfile, found: tuple[Destination, ...]) -> tuple[TableProfile, ...]:
    """The tables that go nowhere."""
    named = {each.table for each in found}
    return tuple(each for each in profile.tables if each.name not in named)


def _fit(table: TableProfile, format_name: str) -> FormatFit | None:
    return next((each for each in table.formats if each.format == format_name), None)


def _is_contact(fit: FormatFit, target: str) -> bool:
    """A table of contacts has a name of somebody, and looks like contacts or has that role."""
    if not _TELLING & set(fit.fields):
        return False
    if target:
        return target == CONTACT
    reached = {"EMAIL1", "LINE1", "TOWN", "TELEPHONE", "CELLPHONE", "ZIPCODE"} & set(fit.fields)
    return fit.score >= _LEAST_CONTACT and bool(reached)


def _contact(table: TableProfile, fit: FormatFit, role: str) -> Destination:
    wanted = ("CONTACT_NR", "TITLE", "LASTNAME", "EMAIL1", "LINE1", "ZIPCODE", "TOWN", "COUNTRY", "PREF_LANG")
    lacking = tuple(
        each for each in wanted if each not in fit.fields and not (each == "LASTNAME" and "OFFICIAL_NAME" in fit.fields)
    )
    order = {name: at for at, name in enumerate(all_formats()[CONTACT].field_names)}
    fields = dict(sorted(fit.fields.items(), key=lambda pair: order.get(pair[0], len(order))))
    return Destination(table.name, table.rows, CONTACT, True, fit.score, role, fields, lacking)


def _settings(table: TableProfile) -> Destination | None:
    """A table made for a format of settings, as its own template is."""
    best = next(iter(table.formats), None)
    if best is None or best.format not in _FITTING or best.score < _LEAST_OTHER:
        return None
    return Destination(table.name, table.rows, best.format, True, best.score, "", best.fields, ())
