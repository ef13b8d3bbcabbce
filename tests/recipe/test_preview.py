"""A preview shows the first rows after every step, of tables as of outputs (issue 4, 5)."""

from __future__ import annotations

from typing import Any

from entracte.transformation import Asked, preview_rows
from tests.recipe.working import Work

RECIPE = """
entracte: 1
name: previewed
sources:
  t: {file: t.csv}
  o: {file: o.csv}
tables:
  buyers:
    from: t
    join:
      - {table: o, on: {ID: ID}, columns: [TOWN]}
      - {table: o, on: {ID: ID}, columns: [KIND]}
    add:
      SHORT: {column: NAME, apply: [trim, upper]}
    where: =[@ID]<>"1"
    order: [-ID]
outputs:
  - format: table
    name: results
    from: buyers
    where: =[@TOWN]<>""
    columns: {ID: {column: ID}, NAME: {column: SHORT, apply: [lower]}}
"""


def test_every_step_between_is_shown(work: Work) -> None:
    delivery = work.delivery(t="ID;NAME\n1; Ada\n2; Bo\n3; Cy\n", o="ID;TOWN;KIND\n2;GE;a\n3;ZH;b\n")
    recipe = work.recipe(RECIPE)
    found: dict[str, Any] = dict(preview_rows(work.settings, Asked(recipe, str(delivery), {}), 2))
    assert list(found) == [
        "buyers: join",
        "buyers: join 2",
        "buyers: add",
        "buyers: where",
        "buyers: order",
        "results.csv: where",
        "results.csv",
    ]
    assert found["buyers: join"] == [
        {"ID": [("join", "1")], "NAME": [("join", " Ada")], "TOWN": [("join", None)]},
        {"ID": [("join", "2")], "NAME": [("join", " Bo")], "TOWN": [("join", "GE")]},
    ]
    assert found["buyers: add"][1]["SHORT"] == [
        ("column NAME", " Bo"),
        ("trim", "Bo"),
        ("upper", "BO"),
        ("add", "BO"),
    ]
    assert [row["ID"][-1][1] for row in found["buyers: where"]] == ["2", "3"]
    assert [row["ID"][-1][1] for row in found["buyers: order"]] == ["3", "2"]
    assert found["results.csv"][0]["NAME"] == [("column SHORT", "CY"), ("lower", "cy"), ("written", "cy")]
    assert not (work.folder / "out").exists()
