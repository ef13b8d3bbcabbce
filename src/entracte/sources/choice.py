"""Which format a file is in (D71): as told, by its name, by its sheet's name, or by the columns it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from entracte.faults import Fault, near
from entracte.formats import Format
from entracte.sources.header import find_header


def format_called(name: str, formats: Mapping[str, Format]) -> Format:
    """The format that the user named; a fault naming near ones if there is none."""
    if name not in formats:
        raise Fault("unknown-format", f"There is no format named {name!r}.", hint=near(name, list(formats)))
    return formats[name]


def format_like(name: str, formats: Mapping[str, Format]) -> Format | None:
    """The format whose name is the stem of a file or the name of a sheet, in whatever case."""
    return formats.get(name.strip().lower())


def format_shown(what: str, rows: Sequence[tuple[int, Sequence[str]]], formats: Mapping[str, Format]) -> Format:
    """The one format whose columns the first rows of `what` show.

    That is the one that knows most of the titles, and more than half of them; of several, the one whose key columns are
    there, then one that can do with these columns, then one that knows their very codes (the columns of authorizations
    could be criteria as well). A fault naming the candidates if that leaves none or several.
    """
    scores: dict[str, tuple[int, bool, bool, bool]] = {}
    for each in formats.values():
        header = find_header(rows, each)
        if header and header.is_mostly_known:
            keys = {field.name for field in each.fields if field.key}
            scores[each.name] = (
                header.known,
                keys <= set(header.fields),
                each.can_hold(header.fields),
                each.pairs is None or bool(each.pairs.codes),
            )
    best = max(scores.values(), default=None)
    candidates = [name for name, score in scores.items() if score == best]
    if len(candidates) == 1:
        return formats[candidates[0]]
    names = candidates or list(formats)
    why = (
        f"The columns of {what} fit several formats: {', '.join(names)}."
        if candidates
        else f"The columns of {what} fit no format."
    )
    raise Fault("format-unknown", why, hint=f"Name its format with --format: {', '.join(names)}.", candidates=names)
