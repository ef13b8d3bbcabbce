"""The quote: which data can go where, the work that was found, the plan back from the milestone, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entracte.profile.held import opened
from entracte.profile.model import ColumnProfile, DeliveryProfile, TableProfile
from entracte.profile.presets import PresetFit
from entracte.profile.quote.cleaning import Cleaning, Sensitive, cleaning, sensitive
from entracte.profile.quote.crosswalks import Crosswalk, contact_crosswalks, sales_crosswalks
from entracte.profile.quote.destinations import CONTACT, Destination, destinations, left_out
from entracte.profile.quote.duplicates import Duplicates, duplicates
from entracte.profile.quote.estimate import Estimate, Quantity, estimate
from entracte.profile.quote.plan import Plan, Step, plan
from entracte.profile.quote.rates import RateCard, example_rates, read_rates
from entracte.profile.quote.sales import CRITERION, Service, services

if TYPE_CHECKING:
    from entracte.engine import Engine

__all__ = [
    "CONTACT",
    "CRITERION",
    "Estimate",
    "Plan",
    "RateCard",
    "Service",
    "Step",
    "Work",
    "estimate",
    "example_rates",
    "plan",
    "quantities",
    "read_rates",
    "work_found",
]

_IMPORTS = ("preproduction", "production")


@dataclass(frozen=True)
class Work:
    """What was found in a delivery: where its tables go, and what has to be done on the way."""

    destinations: tuple[Destination, ...]
    left_out: tuple[TableProfile, ...]
    services: tuple[Service, ...]
    crosswalks: tuple[Crosswalk, ...]
    cleaning: tuple[Cleaning, ...]
    duplicates: tuple[Duplicates, ...]
    sensitive: tuple[Sensitive, ...]


def work_found(  # noqa: PLR0917
    engine: Engine,
    profile: DeliveryProfile,
    preset: PresetFit | None,
    data: Callable[[str], Path | None],
    sales: frozenset[str] = frozenset(),
    notice: Callable[[str], None] = lambda what: None,
) -> Work:
    """The work found; `data` gives the rows of a table as Parquet, `sales` see `destinations`."""
    found = destinations(profile, preset, sales)
    crosswalks: list[Crosswalk] = []
    repeated: list[Duplicates] = []
    for each in found:
        path = data(each.table) if each.format == CONTACT else None
        if path is not None:
            notice(f"counting duplicates and codes of {each.table}")
            table = profile.table(each.table)
            crosswalks += contact_crosswalks(engine, table, each, path, preset)
            repeated += duplicates(engine, table, each, path)

    def counting(table: TableProfile, column: ColumnProfile, condition: str) -> int:
        path = data(table.name)
        return rows_that(engine, path, table, column, condition) if path is not None else 0

    return Work(
        found,
        left_out(profile, found),
        services(profile, preset),
        (*crosswalks, *sales_crosswalks(profile, preset)),
        cleaning(profile, found, counting),
        tuple(repeated),
        sensitive(profile),
    )


def rows_that(engine: Engine, data: Path, table: TableProfile, column: ColumnProfile, condition: str) -> int:
    """How many rows of a column meet a condition on their trimmed `text`."""
    with opened(engine, data, len(table.columns)):
        query = f"SELECT count(*) FROM (SELECT trim(c{column.place}) AS text FROM source) AS told"
        return int(engine.scalar(f"{query} WHERE text <> '' AND {condition}"))


def quantities(work: Work) -> dict[str, Quantity]:
    """What the lines of a rate card count, with names that say which.

    A column that is called like its field is in the format already, and costs no transformation.
    """
    own = [each for each in work.destinations if each.available]
    contact = [each for each in work.crosswalks if not each.sales]
    sales = [each for each in work.crosswalks if each.sales]
    real = [each for each in work.services if each.name != CRITERION and each.possible != "no"]
    manual = [each for each in work.cleaning if not each.automatic]
    repeated = dict.fromkeys(each.table for each in work.duplicates if each.surplus)
    criterion = any(each.name == CRITERION and each.possible == "yes" for each in work.services)
    return {
        "project": Quantity(1),
        "table": Quantity(len(own), tuple(each.table for each in own)),
        "field": _of_columns(
            [f"{each.table}.{column}" for each in own for field, column in each.fields.items() if column != field]
        ),
        "crosswalk": _of_columns([f"{each.table}.{each.column}" for each in contact]),
        "value": _of_values(contact),
        "cleaning": _of_columns([f"{each.table}.{each.column}" for each in manual]),
        "duplicate-search": Quantity(len(repeated), tuple(repeated)),
        "import": Quantity(len(_IMPORTS), _IMPORTS) if own else Quantity(0),
        "second-extraction": Quantity(1 if own else 0),
        "sales-criterion": Quantity(1 if criterion else 0),
        "sales-service": Quantity(len(real), tuple(each.name for each in real)),
        "sales-value": _of_values(sales),
    }


def _of_columns(names: list[str]) -> Quantity:
    return Quantity(len(names), tuple(dict.fromkeys(names)))


def _of_values(crosswalks: list[Crosswalk]) -> Quantity:
    which = tuple(f"{each.table}.{each.column}: {each.open}" for each in crosswalks if each.open)
    return Quantity(sum(each.open for each in crosswalks), which)
