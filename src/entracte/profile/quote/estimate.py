"""Effort and price: each line with what was counted, what one takes, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from entracte.profile.quote.rates import RateCard, RateLine

OPTIONS = frozenset({"sales-service", "sales-value"})
"""What is counted for real sales, which are an option: the recommendation is sales as a criterion."""

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Quantity:
    """How many there are of what a line counts, and which: names for the reader."""

    count: int
    which: tuple[str, ...] = ()


@dataclass(frozen=True)
class EstimateLine:
    """A line of the estimate: `quantity` times `each` hours at `rate`, or times `price`; `which` says what was counted.

    `option`: it is not in the sum.
    """

    key: str
    name: str
    count: str
    quantity: int
    which: tuple[str, ...]
    each: Decimal
    hours: Decimal
    rate_name: str
    rate: Decimal
    price: Decimal | None
    amount: Decimal
    option: bool


@dataclass(frozen=True)
class Estimate:
    """All lines and their sum: hours, net, contingency and tax; `options` is the sum of the options, without tax."""

    card: RateCard
    lines: tuple[EstimateLine, ...]
    hours: Decimal
    subtotal: Decimal
    contingency: Decimal
    net: Decimal
    vat: Decimal
    total: Decimal
    options: Decimal


def estimate(card: RateCard, quantities: dict[str, Quantity]) -> Estimate:
    """The estimate for what was counted; a line that counts nothing is left out."""
    lines = tuple(
        _line(each, quantities[each.count]) for each in card.lines if quantities.get(each.count, Quantity(0)).count
    )
    counted = [each for each in lines if not each.option]
    subtotal = sum((each.amount for each in counted), Decimal(0))
    contingency = _money(subtotal * card.contingency / 100)
    net = subtotal + contingency
    vat = _money(net * card.vat / 100)
    return Estimate(
        card,
        lines,
        sum((each.hours for each in counted), Decimal(0)),
        subtotal,
        contingency,
        net,
        vat,
        net + vat,
        sum((each.amount for each in lines if each.option), Decimal(0)),
    )


def _line(line: RateLine, quantity: Quantity) -> EstimateLine:
    hours = (line.hours * quantity.count).quantize(_CENT, ROUND_HALF_UP)
    amount = line.price * quantity.count if line.price is not None else line.hours * line.rate * quantity.count
    return EstimateLine(
        line.key,
        line.name,
        line.count,
        quantity.count,
        quantity.which,
        line.hours,
        hours,
        line.rate_name,
        line.rate,
        line.price,
        _money(amount),
        line.count in OPTIONS,
    )


def _money(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
