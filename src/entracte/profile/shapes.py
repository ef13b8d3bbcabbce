"""The shapes of values: `A` for a capital, `a` for a small letter, `9` for a digit, all else as it stands."""

from __future__ import annotations

from entracte.engine import Engine
from entracte.profile.model import Pattern

SHAPES = 10

_SHAPE = (
    r"regexp_replace(regexp_replace(regexp_replace(left(text, 60), '\p{Lu}', 'A', 'g'), "
    r"'[\p{Ll}\p{Lo}\p{Lt}\p{Lm}]', 'a', 'g'), '\p{N}', '9', 'g')"
)
_SHORT = (
    r"regexp_replace(regexp_replace(regexp_replace(shape, 'A{2,}', 'A+', 'g'), 'a{2,}', 'a+', 'g'), "
    r"'9{2,}', '9+', 'g')"
)
_TELLING = 0.5


def patterns(engine: Engine) -> dict[int, tuple[Pattern, ...]]:
    """The most frequent shapes among the sampled values of every column held.

    Where the exact shapes are too many to tell anything, repeated signs count once: `Aa+ 9+`.
    """
    engine.execute(
        f"CREATE OR REPLACE TABLE shaped AS SELECT place, {_SHAPE} AS shape, sum(n)::BIGINT AS n "
        "FROM sampled GROUP BY ALL"
    )
    exact = _most_frequent(engine, "shaped")
    squeezed = _most_frequent(
        engine, f"(SELECT place, {_SHORT} AS shape, sum(n)::BIGINT AS n FROM shaped GROUP BY ALL)"
    )
    totals = dict(engine.rows("SELECT place, sum(n) FROM shaped GROUP BY place"))
    return {
        place: found if sum(each.count for each in found) >= _TELLING * totals[place] else squeezed[place]
        for place, found in exact.items()
    }


def _most_frequent(engine: Engine, table: str) -> dict[int, tuple[Pattern, ...]]:
    found = engine.rows(
        f"SELECT place, shape, n FROM {table} "
        f"QUALIFY row_number() OVER (PARTITION BY place ORDER BY n DESC, shape) <= {SHAPES} "
        "ORDER BY place, n DESC, shape"
    )
    told: dict[int, list[Pattern]] = {}
    for place, shape, count in found:
        told.setdefault(place, []).append(Pattern(shape, int(count)))
    return {place: tuple(each) for place, each in told.items()}
