"""Which sales services a delivery allows: sales as a contact criterion, which is recommended, and the real sales."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from entracte.formats import all_formats
from entracte.profile.model import ColumnProfile, DeliveryProfile
from entracte.profile.presets import PresetFit, RoleFit
from entracte.profile.quote.destinations import CONTACT

CRITERION = "sales-criterion"


@dataclass(frozen=True)
class Service:
    """A sales service: whether the delivery has what it needs.

    `possible` is `yes`, `partly` (some mandatory fields have no column, see `lacking`) or `no`. `rows` are those of
    `table`; `anonymous` those without a contact, null where that cannot be told. `recommended`: the documented advice.
    """

    name: str
    formats: tuple[str, ...]
    available: bool
    possible: str
    recommended: bool
    table: str | None
    rows: int
    anonymous: int | None
    fields: dict[str, str]
    lacking: tuple[str, ...]


def services(profile: DeliveryProfile, preset: PresetFit | None) -> tuple[Service, ...]:
    """All sales services, the recommended one first."""
    roles = {each.role: each for each in preset.roles if each.table} if preset else {}
    return (_criterion(profile, roles), *(_service(name, told, profile, roles) for name, told in _services().items()))


@cache
def _services() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("services.toml").read_text(encoding="utf-8"))


def _criterion(profile: DeliveryProfile, roles: dict[str, RoleFit]) -> Service:
    """Sales as a criterion need contacts, and sales that name them."""
    sales = roles.get("order") or roles.get("ticket")
    column = _buyer(profile, roles)
    possible = "yes" if "contact" in roles and column is not None else "partly" if sales is not None else "no"
    fields = {"BUYING_CONTACT_NR": f"{sales.table}.{column.name}"} if sales is not None and column is not None else {}
    lacking = () if column is not None or sales is None else ("BUYING_CONTACT_NR",)
    table = sales.table if sales else None
    rows = profile.table(table).rows if table else 0
    return Service(
        CRITERION, ("criterion", CONTACT), True, possible, True, table, rows, _nobody(column), fields, lacking
    )


def _service(name: str, told: dict[str, Any], profile: DeliveryProfile, roles: dict[str, RoleFit]) -> Service:
    first = roles.get(told["roles"][0])
    wanted = [*told["roles"], *(each.split(".")[0] for each in told.get("columns", ()))]
    there = all(each in roles for each in wanted) and all(_column(roles, each) for each in told.get("columns", ()))
    fields = {field: place for field, source in told["fields"].items() if (place := _column(roles, source))}
    lacking = tuple(field for field in told["fields"] if field not in fields)
    possible = "no" if not there else "partly" if lacking else "yes"
    table = first.table if first and there else None
    column = _buyer(profile, roles) if "BUYING_CONTACT_NR" in fields else None
    return Service(
        name,
        tuple(told["formats"]),
        all(each in all_formats() for each in told["formats"]),
        possible,
        False,
        table,
        profile.table(table).rows if table else 0,
        _nobody(column) if there else None,
        fields if there else {},
        lacking if there else (),
    )


def _buyer(profile: DeliveryProfile, roles: dict[str, RoleFit]) -> ColumnProfile | None:
    """The column of the sales that says who bought."""
    for name in ("order", "ticket"):
        role = roles.get(name)
        if role is not None and role.table is not None and "contact" in role.columns:
            return profile.table(role.table).column(role.columns["contact"])
    return None


def _nobody(column: ColumnProfile | None) -> int | None:
    return None if column is None else column.null + column.blank


def _column(roles: dict[str, RoleFit], source: str) -> str:
    """The column that the first found of `role.meaning or role.meaning` is, as `table.column`; empty where none is."""
    for each in source.split(" or "):
        role, _, meaning = each.partition(".")
        found = roles.get(role)
        if found is not None and meaning in found.columns:
            return f"{found.table}.{found.columns[meaning]}"
    return ""
