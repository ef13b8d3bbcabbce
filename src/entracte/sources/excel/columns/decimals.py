"""Numbers with a point, whole columns at a time and exactly: as whole numbers of their last decimal place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from entracte.sources.excel.columns.words import Mask, Places, Strings

_POINTED = r"^-?[0-9]+\.[0-9]+$"
_MOST_DIGITS = 18
_SIGNIFICANT = 15
_MOST_DECIMALS_OF_A_DAY = 13
_SECONDS = 86_400
_POWERS: Places = np.array([10**power for power in range(_MOST_DIGITS + 1)], np.int64)


@dataclass(frozen=True)
class Decimals:
    """Numbers: `units` of ten to the power of minus `decimals`, and whether each is negative."""

    units: Places
    decimals: Places
    negative: Mask

    def of(self, chosen: Mask) -> Decimals:
        """Some of the numbers."""
        return Decimals(self.units[chosen], self.decimals[chosen], self.negative[chosen])

    @property
    def days(self) -> Places:
        """The whole part."""
        return self.units // _POWERS[self.decimals]

    def seconds(self) -> tuple[Places, Mask]:
        """The part behind the point as seconds of a day, rounded half up; and where that could be counted exactly."""
        fits: Mask = self.decimals <= _MOST_DECIMALS_OF_A_DAY
        powers = _POWERS[np.where(fits, self.decimals, 0)]
        return (self.units % powers * _SECONDS * 2 + powers) // (2 * powers), fits

    def plain(self) -> tuple[Strings, Mask]:
        """The numbers with at most 15 significant digits (rounded half to even) and no needless zeros.

        The mask tells where that is the number's text: not of those with digits to be rounded before the point.
        """
        size = np.searchsorted(_POWERS, self.units, side="right")
        dropped = np.maximum(size - _SIGNIFICANT, 0)
        powers = _POWERS[dropped]
        units, left = self.units // powers, self.units % powers
        units = units + ((2 * left > powers) | ((2 * left == powers) & (left > 0) & (units % 2 == 1)))
        decimals = self.decimals - dropped
        fits: Mask = decimals >= 0
        order = [np.flatnonzero(~fits)]
        parts = [pa.nulls(len(order[0]), pa.string())]
        for each in np.unique(decimals[fits]).tolist():
            chosen = np.flatnonzero(decimals == each)
            order.append(chosen)
            parts.append(_with_point(units[chosen], each))
        texts = pa.concat_arrays(parts).take(pa.array(np.argsort(np.concatenate(order))))
        is_signed = pa.array(self.negative & (self.units > 0))
        return pc.if_else(is_signed, pc.binary_join_element_wise("-", texts, ""), texts), fits


def decimals_of(written: Strings) -> tuple[Decimals, Mask]:
    """The numbers written with a point, digits on both sides and not too many of them; and which those are."""
    is_pointed: Mask = pc.match_substring_regex(written, _POINTED).to_numpy(zero_copy_only=False)
    is_pointed &= pc.binary_length(written).to_numpy() <= _MOST_DIGITS + 1
    pointed = written.filter(pa.array(is_pointed))
    negative: Mask = pc.starts_with(pointed, "-").to_numpy(zero_copy_only=False)
    digits = pc.utf8_ltrim(pc.replace_substring(pointed, ".", ""), "-")
    decimals = pc.binary_length(pointed).to_numpy() - pc.find_substring(pointed, ".").to_numpy() - 1
    return Decimals(digits.cast(pa.int64()).to_numpy(), decimals.astype(np.int64), negative), is_pointed


def _with_point(units: Places, decimals: int) -> Strings:
    digits = pa.array(units).cast(pa.string())
    if not decimals:
        return digits
    digits = pc.utf8_lpad(digits, decimals + 1, "0")
    whole = pc.utf8_slice_codeunits(digits, 0, -decimals)
    behind = pc.utf8_rtrim(pc.utf8_slice_codeunits(digits, -decimals), "0")
    pointed = pc.binary_join_element_wise(whole, behind, ".")
    return pc.if_else(pc.equal(behind, ""), whole, pointed)
