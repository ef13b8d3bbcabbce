"""Drift of one column that its two profiles tell: what is filled, stands for none, is odd, or is frequent."""

from __future__ import annotations

from collections.abc import Iterator

from entracte.profile.comparing import thresholds
from entracte.profile.comparing.model import Drift
from entracte.profile.model import ColumnProfile


def share_drift(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    """What moved in a column that both tables have rows of."""
    yield from _fill(old, new, name)
    yield from _placeholders(old, new, name)
    yield from _distinct(old, new, name)
    yield from _lengths(old, new, name)
    yield from _oddities(old, new, name)
    yield from _frequent(old, new, name)
    yield from _personal(old, new, name)


def _share(count: int, column: ColumnProfile) -> float:
    return round(count / column.rows, 6) if column.rows else 0.0


def told_share(share: float) -> str:
    """A share as people read it: never 0 % or 100 % where it is not."""
    percent = share * 100
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    return f"{percent:.1f} %".replace(".0 %", " %")


def _moved(code: str, name: str, old: float, new: float, what: str) -> Drift:
    return Drift(code, name, old, new, f"{what}: {told_share(new)} of the rows, {told_share(old)} before")


def _fill(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    before, now = _share(old.filled, old), _share(new.filled, new)
    if abs(before - now) >= thresholds.SHARE or (before == 1 and now < 1):
        yield _moved("fill", name, before, now, "filled")


def _placeholders(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    """Placeholders in all, and those that were not there before."""
    before, now = _share(old.placeholder_count, old), _share(new.placeholder_count, new)
    if abs(before - now) >= thresholds.SMALL_SHARE:
        values = ", ".join(each.value for each in (new.placeholders or old.placeholders)[:3])
        yield _moved("placeholders", name, before, now, f"values that stand for none ({values})")


def _distinct(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    if not old.filled or not new.filled:
        return
    before, now = old.distinct / old.filled, new.distinct / new.filled
    few = max(old.distinct, new.distinct) <= 100 and old.distinct * 10 <= old.filled
    if abs(before - now) >= thresholds.DISTINCT or (few and old.distinct != new.distinct):
        yield Drift(
            "distinct", name, old.distinct, new.distinct, f"{new.distinct} different values, {old.distinct} before"
        )


def _lengths(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    before, now = old.longest, new.longest
    if before and now and abs(now - before) >= max(1.0, thresholds.LENGTH * before):
        cut = "; are the values cut?" if now < before else ""
        yield Drift("length", name, before, now, f"the longest value has {now} characters, {before} before{cut}")


def _oddities(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    """Counts of rows that are odd: told where there are more or fewer of them, or where the first ones come."""
    counted = (
        ("exceptions", old.exception_count, new.exception_count, f"values that are no {new.type}"),
        ("leading-zeros", old.leading_zeros, new.leading_zeros, "values with zeros at the left"),
        ("padded", old.padded, new.padded, "values with blanks around"),
        ("wrong-encoding", old.encodings.mojibake, new.encodings.mojibake, "texts read in a wrong encoding"),
        ("lost-characters", old.encodings.replaced, new.encodings.replaced, "texts with characters lost"),
        ("control-characters", old.encodings.control, new.encodings.control, "texts with control characters"),
    )
    for code, before_count, now_count, what in counted:
        if code == "exceptions" and old.type != new.type:
            continue
        before, now = _share(before_count, old), _share(now_count, new)
        if abs(before - now) >= thresholds.SMALL_SHARE or (now_count and not before_count):
            yield _moved(code, name, before, now, what)


def _frequent(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    """The frequent values of which there are more or fewer, the greatest change first. Masked ones tell nothing."""
    if old.masked or new.masked or not old.filled or not new.filled:
        return
    before = {each.value: each.count / old.filled for each in old.frequent}
    now = {each.value: each.count / new.filled for each in new.frequent}
    changes = []
    for value in before.keys() | now.keys():
        was, told = before.get(value, 0.0), now.get(value, 0.0)
        if abs(was - told) >= thresholds.SHARE:
            changes.append((-abs(was - told), value, was, told))
    for _, value, was, told in sorted(changes)[:3]:
        shown = value if len(value) <= 40 else value[:39] + "…"
        yield Drift(
            "frequent",
            name,
            round(was, 6),
            round(told, 6),
            f"“{shown}” is {told_share(told)} of the values, {told_share(was)} before",
        )


def _personal(old: ColumnProfile, new: ColumnProfile, name: str) -> Iterator[Drift]:
    """Classes of personal data that were not there before."""
    known = {each.kind for each in old.personal}
    for each in new.personal:
        if each.kind not in known:
            warning = "; it should not be in a delivery" if each.warning else ""
            yield Drift(
                "personal", name, None, each.kind, f"personal data that was not there before: {each.kind}{warning}"
            )
