"""The commands about recipes, as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.running import PROGRAM, Ran
from tests.recipe.test_protocol import RECIPE, people
from tests.recipe.working import Work


def entracte(work: Work, *arguments: str) -> Ran:
    environment = {**os.environ, "ENTRACTE_HOME": str(work.folder / "home")}
    ran = subprocess.run(
        [PROGRAM, *arguments],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=work.folder,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


@pytest.fixture
def ready(work: Work) -> tuple[str, str]:
    recipe = work.recipe(RECIPE.replace("missing: keep", "missing: reject"), c_csv="K;V\nGE;Genève\n")
    return str(recipe), str(work.delivery(t=people(20, TOWN={4: "ZH"})))


def test_transform_tells_programs_what_it_did(work: Work, ready: tuple[str, str]) -> None:
    ran = entracte(work, "transform", *ready, "-o", "out", "--json")
    assert ran.status == 1, ran.err
    told = ran.json
    (output,) = told["outputs"]
    assert (output["file"], output["rows"], output["rejected"]) == ("contact.csv", 19, 1)
    assert {"code", "outcome", "field", "count"} <= set(told["findings"][0])
    assert {path.name for path in (work.folder / "out").iterdir()} == {
        "contact.csv",
        "contact-rejected.csv",
        "findings.csv",
        "protocol.json",
        "protocol.html",
    }
    assert (work.folder / "out" / "contact.csv").stat().st_size > 0
    replayed = entracte(work, "replay", "out/protocol.json", "--json")
    assert replayed.status == 0, replayed.err
    assert replayed.json["equal"] is True


def test_what_was_found_is_told_in_words(work: Work, ready: tuple[str, str]) -> None:
    ran = entracte(work, "transform", *ready, "-o", "one")
    assert 'does not know "ZH"' in " ".join(ran.out.split()), ran.out
    two = work.delivery(t=people(20, TOWN={4: "ZH", 7: "BE"}))
    ran = entracte(work, "transform", ready[0], str(two), "-o", "two")
    assert 'does not know "…"' in " ".join(ran.out.split())  # what is told is true of all of them


def test_rows_that_a_step_leaves_out_are_told(work: Work) -> None:
    recipe = RECIPE.replace("    from: t\n", "    from: few\n").replace(
        "outputs:", "tables:\n  few: {from: t, where: '=[@ID]<>\"7\"'}\noutputs:"
    )
    delivery = work.delivery(t=people(20))
    ran = entracte(work, "transform", str(work.recipe(recipe, c_csv="K;V\nGE;Genève\n")), str(delivery), "-o", "out")
    assert "leaves out 1 of 20 rows (few)" in " ".join(ran.out.split()), ran


def test_a_replay_tells_files_that_were_changed_and_rows_that_were_rejected(work: Work, ready: tuple[str, str]) -> None:
    assert entracte(work, "transform", *ready, "-o", "out").status == 1
    (work.folder / "out" / "contact.csv").write_text("changed")
    ran = entracte(work, "replay", "out/protocol.json")
    told = " ".join(ran.out.split())
    assert ran.status == 0 and "Proved" in told
    assert "contact.csv was changed since the protocol was written" in told
    second = work.delivery("second", t=people(30, TOWN={4: "ZH"}))
    ran = entracte(work, "replay", "out/protocol.json", "--delivery", str(second), "-o", "new")
    told = " ".join(ran.out.split())
    assert ran.status == 1
    assert 'does not know "ZH"' in told and "new/contact-rejected.csv" in told


def test_a_delta_tells_what_it_cannot_say(work: Work) -> None:
    recipe = work.recipe(
        RECIPE.replace("TOWN: {column: TOWN, crosswalk: c}", "PREF_LANG: {column: TOWN}"), c_csv="K;V\n"
    )
    first = work.delivery(t=people(6).replace("GE", "fr"))
    assert entracte(work, "transform", str(recipe), str(first), "-o", "out").status == 0
    second = work.delivery("second", t=people(6, TOWN={2: "", 3: ""}, MAIL={3: "x@x.ch"}).replace("GE", "fr"))
    ran = entracte(work, "replay", "out/protocol.json", "--delivery", str(second), "--delta", "-o", "new")
    told = " ".join(ran.out.split())
    assert "0 new, 1 changed, 4 unchanged, 0 vanished" in told, ran
    assert "2 changed cells cannot be said by an UPDATE; for 1 row it is all" in told


def test_plan_explain_and_preview_write_nothing(work: Work, ready: tuple[str, str]) -> None:
    plan = entracte(work, "transform", *ready, "--plan", "--json")
    assert plan.status == 0, plan.err
    assert [each["file"] for each in plan.json["writes"]] == ["contact.csv"]
    assert {column["name"] for column in plan.json["reads"][0]["columns"] if column["read"]} == {
        "ID",
        "NOM",
        "PRE",
        "TOWN",
        "MAIL",
    }
    lineage = entracte(work, "transform", *ready, "--explain", "LASTNAME", "--json")
    assert lineage.json["sources"] == ["t.NOM"]
    assert [each["text"] for each in lineage.json["steps"]] == ["column NOM", "trim", "upper"]
    shown = entracte(work, "transform", *ready, "--preview", "1")
    assert "MÜLLER1" in shown.out and "trim" in shown.out
    assert {path.name for path in work.folder.iterdir()} == {"recipe", "delivery", "home"}


def test_a_wrong_recipe_exits_2_and_says_where(work: Work, ready: tuple[str, str]) -> None:
    path = Path(ready[0])
    path.write_text(path.read_text().replace("[@ID]=", "[@IDD]="))
    fault = entracte(work, "transform", *ready, "-o", "out", "--json").fault
    assert (fault["code"], fault["line"], fault["file"]) == ("unknown-column", 15, "recipe.yaml")
    assert "ID" in fault["hint"]
    assert not (work.folder / "out").exists()
    checked = entracte(work, "recipe", "check", *ready, "--json")
    assert checked.fault["line"] == 15
    # without a delivery its columns cannot be looked at
    assert entracte(work, "recipe", "check", ready[0]).status == 0


def test_the_schema_and_the_operations_are_printed(work: Work) -> None:
    schema = entracte(work, "recipe", "schema")
    assert json.loads(schema.out)["properties"]["outputs"]
    listed = entracte(work, "recipe", "operations", "--json")
    assert {"trim", "regex"} <= {each["name"] for each in listed.json}
