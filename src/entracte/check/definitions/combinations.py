"""Fields that mean something only together with others of their row (D26, D70, catalogue.md)."""

from __future__ import annotations

from dataclasses import dataclass

from entracte.engine import Engine, quoted
from entracte.formats import Format


@dataclass(frozen=True)
class Combination:
    """Fields (by the beginning of their names) that are dropped where a condition over the row's kept values holds.

    `detail` says why in signs, since findings are told in five languages.
    """

    format: str
    fields: tuple[str, ...]
    dropped_when: str
    detail: str


COMBINATIONS = (
    Combination("criterion", ("ELEMENT_NAME",), '"ELEMENT" IS NULL', "ELEMENT: –"),
    Combination(
        "value",
        ("LETTER_SALUTATION", "ADDR_SALUTATION"),
        "\"LIST\" <> 'TITLE'",
        "LIST ≠ TITLE",
    ),
    Combination(
        "institution",
        ("KEPT_FROM", "KEPT_TO"),
        'try_cast("KEPT_FROM" AS HUGEINT) > try_cast("KEPT_TO" AS HUGEINT)',
        "KEPT_FROM > KEPT_TO",
    ),
)


def check_combinations(engine: Engine, definition: Format, values: str, findings: str) -> None:
    """Drop from the table `values`, and report, every field that its row gives no meaning to."""
    for combination in COMBINATIONS:
        if combination.format != definition.name:
            continue
        fields = [name for name in definition.field_names if name.startswith(combination.fields)]
        for name in fields:
            engine.execute(
                f"INSERT INTO {quoted(findings)} SELECT row, ?, 'value-invalid', {quoted(name)}, ? "
                f"FROM {quoted(values)} WHERE {combination.dropped_when} AND {quoted(name)} IS NOT NULL",
                [name, combination.detail],
            )
        emptied = ", ".join(f"{quoted(name)} = NULL" for name in fields)
        engine.execute(f"UPDATE {quoted(values)} SET {emptied} WHERE {combination.dropped_when}")
