"""The protocol: what each step did, in numbers that are right, without a person in it, the same on every machine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from entracte.faults import Fault
from entracte.recipe.samples import masked
from entracte.transformation import replay
from entracte.transformation.protocol import digest_of_protocol
from tests.recipe.working import Work

RECIPE = """
entracte: 1
name: proof
sources:
  t: {file: t.csv}
crosswalks:
  c: {file: c.csv, key: K, value: V, missing: keep}
outputs:
  - format: contact
    from: t
    columns:
      OPERATION: INSERT
      CONTACT_NR: {column: ID}
      LASTNAME: {column: NOM, apply: [trim, upper]}
      FIRSTNAME: '=IF([@ID]="7","Smith",[@PRE])'
      TOWN: {column: TOWN, crosswalk: c}
      REMARK: '="nr "&[@ID]'
      EMAIL1: {column: MAIL}
"""


def people(count: int, **changed: dict[int, str]) -> str:
    lines = ["ID;NOM;PRE;TOWN;MAIL"]
    for n in range(1, count + 1):
        name = f" Müller{n}" if n % 2 else "KERR"
        cells = {"ID": str(n), "NOM": name, "PRE": "Ada", "TOWN": "GE", "MAIL": f"a{n}@x.ch"}
        cells |= {name: told[n] for name, told in changed.items() if n in told}
        lines.append(";".join(cells.values()))
    return "\n".join(lines) + "\n"


def prepared(work: Work) -> Any:
    recipe = work.recipe(RECIPE, c_csv="K;V\nGE;Genève\n")
    return work.run(recipe, work.delivery(t=people(40)))


def test_steps_are_counted_and_those_that_name_a_row_are_flagged(work: Work) -> None:
    prepared(work)
    steps = {(each["writes"][0], each["text"]): each for each in work.protocol()["steps"]}
    assert steps["LASTNAME", "trim"]["rows_changed"] == 20
    assert steps["LASTNAME", "trim"]["share"] == 0.5
    assert steps["LASTNAME", "upper"]["rows_changed"] == 20
    assert steps["CONTACT_NR", "column ID"]["rows_changed"] == 0
    assert steps["OPERATION", "INSERT"]["rows_changed"] == 40
    assert steps["TOWN", "crosswalk c (c.csv)"]["rows_changed"] == 40
    named = steps["FIRSTNAME", '=IF([@ID]="7","Smith",[@PRE])']
    assert (named["rows_in"], named["rows_changed"], named["fewest"], named["flagged"]) == (40, 1, 1, True)
    assert named["reads"] == ["t.ID", "t.PRE"]
    assert work.protocol()["flagged"] == [named["number"]]


@pytest.mark.parametrize(
    "formula",
    [
        'SWITCH([@ID],"1","a","2","b","3","c","4","d","5","e",[@NOM])',
        'IF(OR(EXACT([@ID],"1"),EXACT([@ID],"2"),EXACT("3",[@ID]),EXACT([@ID],"4")),"x",[@NOM])',
    ],
)
def test_a_formula_that_names_row_after_row_is_flagged(work: Work, formula: str) -> None:
    recipe = RECIPE.replace("LASTNAME: {column: NOM, apply: [trim, upper]}", f"LASTNAME: '={formula}'")
    work.run(work.recipe(recipe, c_csv="K;V\n"), work.delivery(t=people(60)))
    (step,) = [each for each in work.protocol()["steps"] if each["text"] == f"={formula}"]
    assert (step["fewest"], step["flagged"]) == (1, True)
    assert step["rows_changed"] > 3


IDS = [str(n) for n in range(3, 9)]


@pytest.mark.parametrize(
    "listing",
    [
        "crosswalk: c",
        "crosswalk: d",
        "apply: [{map_words: {" + ", ".join(f"'{n}': x{n}" for n in IDS) + "}}]",
        "apply: [{regex: {pattern: '^(" + "|".join(IDS) + ")$', new: moved}}]",
    ],
)
def test_a_step_that_lists_row_after_row_is_flagged(work: Work, listing: str) -> None:
    told = RECIPE.replace("REMARK: '=\"nr \"&[@ID]'", f"REMARK: {{column: ID, {listing}}}")
    told = told.replace("crosswalks:", "crosswalks:\n  d: {file: c.csv, key: K, value: V, missing: other}")
    crosswalk = "K;V\n" + "".join(f"{n};x{n}\n" for n in IDS)
    work.run(work.recipe(told, c_csv=crosswalk), work.delivery(t=people(60)))
    (step,) = [each for each in work.protocol()["steps"] if each["writes"] == ["REMARK"] and each["kind"] != "column"]
    assert (step["fewest"], step["flagged"]) == (1, True)
    assert step["rows_changed"] > 3


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("TOWN", "crosswalk: c"),
        ("TOWN", "apply: [{map_words: {T1: x, T2: x, T3: x, T4: x, T5: x}}]"),
        ("ID", "crosswalk: c"),
        ("MAIL", "apply: [{regex: {pattern: '^a([3-8])@', new: 'b$1@'}}]"),
        ("MAIL", "apply: [{placeholder_to_empty: {also: [no mail]}}]"),
    ],
)
def test_a_step_that_names_values_of_many_rows_is_not_flagged(work: Work, column: str, what: str) -> None:
    """Some towns of 400, a hundred rows in all; every number; a pattern that quotes no cell; a word of many rows."""
    count = 400
    mails = dict.fromkeys(range(20, 30), "no mail")
    towns = {n: f"T{n // 2 if n < 12 else 100 + n % 9}" for n in range(1, count + 1)}
    told = RECIPE.replace("REMARK: '=\"nr \"&[@ID]'", f"REMARK: {{column: {column}, {what}}}")
    told = told.replace("TOWN: {column: TOWN, crosswalk: c}", "TOWN: {column: TOWN}")
    known = [f"T{n}" for n in range(1, 6)] if column == "TOWN" else [str(n) for n in range(1, count + 1)]
    crosswalk = "K;V\n" + "".join(f"{each};x{each}\n" for each in known)
    work.run(work.recipe(told, c_csv=crosswalk), work.delivery(t=people(count, TOWN=towns, MAIL=mails)))
    (step,) = [each for each in work.protocol()["steps"] if each["writes"] == ["REMARK"] and each["kind"] != "column"]
    assert step["rows_changed"] > 3
    assert not step["flagged"]


def test_samples_are_masked(work: Work) -> None:
    prepared(work)
    steps = {each["text"]: each for each in work.protocol()["steps"]}
    assert steps["upper"]["samples"][0] == {"before": "Xxxxxx9", "after": "XXXXXX9"}
    for name in ("protocol.json", "protocol.html"):
        assert "Müller" not in work.text(name)
        assert "a1@x.ch" not in work.text(name)
    assert masked("Zoë 12-a") == "Xxx 99-x"
    assert masked(None) is None


def test_the_page_says_what_was_found_in_words_and_quotes_nothing(work: Work) -> None:
    recipe = work.recipe(RECIPE.replace("missing: keep", "missing: reject"), c_csv="K;V\nGE;Genève\n")
    work.run(recipe, work.delivery(t=people(20, TOWN={4: "Zermatt"})))
    page = work.text("protocol.html")
    assert "the value of TOWN. The row was rejected." in page
    assert "Row rejected" in page
    assert "Zermatt" not in page


def test_the_digest_covers_all_but_times_places_and_the_machine(work: Work) -> None:
    first = prepared(work).protocol
    again = work.run(work.folder / "recipe" / "recipe.yaml", work.folder / "delivery", "again").protocol
    assert first["digest"] == again["digest"]
    assert first["circumstances"]["recipe"] == again["circumstances"]["recipe"]
    told = json.loads(work.text("protocol.json"))
    assert digest_of_protocol(told) == told["digest"]
    told["steps"][3]["rows_changed"] += 1
    assert digest_of_protocol(told) != told["digest"]


def test_a_replay_proves_the_same_bytes_and_says_what_differs(work: Work) -> None:
    prepared(work)
    protocol = work.folder / "out" / "protocol.json"
    found = replay(work.settings, protocol)
    assert found.equal is True and found.same_delivery and found.differences == ()
    (work.folder / "recipe" / "c.csv").write_text("K;V\nGE;Geneva\n", encoding="utf-8")
    found = replay(work.settings, protocol)
    assert found.equal is False
    assert any("contact.csv differs" in each for each in found.differences)
    assert any("c.csv of the recipe was changed" in each for each in found.differences)


def test_what_a_killed_replay_left_is_removed_by_the_next(work: Work) -> None:
    """It holds people's data (D25)."""
    prepared(work)
    left = work.settings.work / "replay-killed"
    (left / "out").mkdir(parents=True)
    replay(work.settings, work.folder / "out")
    assert not left.exists()
    assert not list(work.settings.work.glob("replay-*"))


def test_a_protocol_that_was_changed_proves_nothing(work: Work) -> None:
    prepared(work)
    path = work.folder / "out" / "protocol.json"
    path.write_text(path.read_text().replace('"rows_changed": 20', '"rows_changed": 21', 1))
    with pytest.raises(Fault) as caught:
        replay(work.settings, path)
    assert caught.value.code == "protocol-changed"


def test_a_replay_finds_what_was_moved_together(work: Work) -> None:
    prepared(work)
    moved = work.folder / "elsewhere"
    moved.mkdir()
    for name in ("recipe", "delivery", "out"):
        (work.folder / name).rename(moved / name)
    assert replay(work.settings, moved / "out", recipe=moved / "recipe" / "recipe.yaml").equal is True


def test_a_new_delivery_is_told_apart_and_its_delta_written(work: Work) -> None:
    """D32: new rows INSERT, changed ones UPDATE with what changed, blank as =, unchanged nothing, vanished listed."""
    prepared(work)
    new = people(41, NOM={3: "New"}, MAIL={5: ""}).replace("\n9; Müller9;Ada;GE;a9@x.ch", "")
    found = replay(
        work.settings,
        work.folder / "out" / "protocol.json",
        delivery=str(work.delivery("second", t=new)),
        folder=work.folder / "new",
        delta=True,
    )
    assert not found.same_delivery
    (delta,) = found.deltas
    assert (delta.inserted, delta.updated, delta.unchanged, delta.vanished) == (1, 2, 37, 1)
    assert work.text("contact-delta.csv", "new").splitlines() == [
        "OPERATION;CONTACT_NR;LASTNAME;FIRSTNAME;TOWN;REMARK;EMAIL1",
        "UPDATE;3;NEW;;;;",
        "UPDATE;5;;;;;=",
        "INSERT;41;MÜLLER41;Ada;Genève;nr 41;a41@x.ch",
    ]
    assert work.column("contact-vanished", "CONTACT_NR", "new") == ["9"]
    same = replay(work.settings, work.folder / "out", folder=work.folder / "same", delta=True)
    assert (same.deltas[0].inserted, same.deltas[0].updated, same.deltas[0].vanished) == (0, 0, 0)


def test_a_delta_lists_the_default_of_a_country_that_it_cannot_say(work: Work) -> None:
    """= leaves no country (D47), where a new contact with an address gets the institution's."""
    recipe = RECIPE.replace("TOWN: {column: TOWN, crosswalk: c}", "TOWN: {column: PRE}\n      COUNTRY: {column: TOWN}")
    work.run(work.recipe(recipe, c_csv="K;V\n"), work.delivery(t=people(4)))
    second = work.delivery("second", t=people(4, TOWN={2: "", 3: ""}, PRE={3: ""}))
    replay(work.settings, work.folder / "out", delivery=str(second), folder=work.folder / "new", delta=True)
    assert [row["COUNTRY"] for row in work.rows("contact-delta", "new")] == ["=", "="]
    unsaid = [(row["CONTACT_NR"], row["FIELD"]) for row in work.rows("contact-delta-not-said", "new")]
    assert unsaid == [("2", "COUNTRY")]


def test_a_key_that_is_counted_or_a_sample_gives_no_delta(work: Work) -> None:
    """Another delivery gives the numbers to other rows: an UPDATE would write one person over another."""
    counted = RECIPE.replace("    from: t\n", "    from: numbered\n").replace(
        "CONTACT_NR: {column: ID}", "CONTACT_NR: '=[@NR]'"
    )
    counted = counted.replace(
        "outputs:", "tables:\n  numbered: {from: t, sequence: {column: NR, order: [ID]}}\noutputs:"
    )
    work.run(work.recipe(counted, c_csv="K;V\nGE;Genève\n"), work.delivery(t=people(6)))
    with pytest.raises(Fault, match="CONTACT_NR is a number of the sequence NR") as caught:
        replay(work.settings, work.folder / "out", folder=work.folder / "new", delta=True)
    assert caught.value.code == "delta-not-possible"
    # through another column as well
    added = counted.replace(
        "order: [ID]}}", "order: [ID]}}\n  padded: {from: numbered, add: {KEY: '=TEXT([@NR],\"000\")'}}"
    )
    added = added.replace("    from: numbered\n", "    from: padded\n").replace("'=[@NR]'", "'=[@KEY]'")
    work.run(work.recipe(added, c_csv="K;V\nGE;Genève\n"), work.folder / "delivery")
    with pytest.raises(Fault, match="CONTACT_NR is a number of the sequence NR"):
        replay(work.settings, work.folder / "out", folder=work.folder / "new", delta=True)
    work.run(work.recipe(RECIPE, c_csv="K;V\nGE;Genève\n"), work.folder / "delivery", "few", sample=2)
    with pytest.raises(Fault, match="of a sample of 2 rows"):
        replay(work.settings, work.folder / "few", folder=work.folder / "new", delta=True)


def test_a_sample_takes_no_place_of_a_whole_run(work: Work) -> None:
    prepared(work)
    whole = work.text("contact.csv")
    with pytest.raises(Fault) as caught:
        work.run(work.folder / "recipe" / "recipe.yaml", work.folder / "delivery", sample=2)
    assert caught.value.code == "whole-run-there"
    assert work.text("contact.csv") == whole


def test_a_row_of_which_an_update_can_say_nothing_is_not_written(work: Work) -> None:
    """= leaves no language (D47), where a new contact gets the institution's: the row is listed, and no UPDATE."""
    recipe = RECIPE.replace("TOWN: {column: TOWN, crosswalk: c}", "PREF_LANG: {column: TOWN}").replace("REMARK", "TOWN")
    work.run(work.recipe(recipe, c_csv="K;V\n"), work.delivery(t=people(6).replace("GE", "fr")))
    new = people(6, TOWN={2: "", 3: ""}, MAIL={3: "x@x.ch", 4: "y@x.ch"}).replace("GE", "fr")
    second = work.delivery("second", t=new)
    found = replay(work.settings, work.folder / "out", delivery=str(second), folder=work.folder / "new", delta=True)
    assert work.column("contact-delta", "CONTACT_NR", "new") == ["3", "4"]
    assert work.column("contact-delta-not-said", "CONTACT_NR", "new") == ["2", "3"]
    (delta,) = found.deltas
    assert (delta.inserted, delta.updated, delta.unchanged, delta.not_said, delta.not_expressible) == (0, 2, 3, 1, 2)


def test_a_delta_needs_the_first_files_and_a_key(work: Work) -> None:
    prepared(work)
    (work.folder / "out" / "contact.csv").write_text("x")
    with pytest.raises(Fault) as caught:
        replay(work.settings, work.folder / "out", folder=work.folder / "new", delta=True)
    assert caught.value.code == "no-first-output"
    recipe = work.recipe(RECIPE.replace("CONTACT_NR: {column: ID}", "LINE1: x"), c_csv="K;V\n")
    work.run(recipe, work.folder / "delivery", "keyless")
    with pytest.raises(Fault) as caught:
        replay(work.settings, work.folder / "keyless", folder=work.folder / "new", delta=True)
    assert caught.value.code == "delta-not-possible"


def test_files_appear_together_and_earlier_ones_stay_when_a_run_fails(work: Work) -> None:
    prepared(work)
    before = {path.name: path.read_bytes() for path in (work.folder / "out").iterdir()}
    wrong = work.recipe(RECIPE.replace("column: ID", "column: IDD"), "wrong.yaml")
    with pytest.raises(Fault):
        work.run(wrong, work.folder / "delivery")
    assert {path.name: path.read_bytes() for path in (work.folder / "out").iterdir()} == before
    with pytest.raises(Fault):
        work.run(wrong, work.folder / "delivery", "never")
    assert not (work.folder / "never").exists()


def test_what_a_killed_run_left_is_swept_by_the_next(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(work)
    out = work.folder / "out"
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def killed(*told: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as here, pytest.raises(KeyboardInterrupt):
        here.setattr("entracte.transformation.running.protocol_of", killed)
        # what the kernel does when a process is killed: its locks go, its files stay
        here.setattr("entracte.engine.scratch.OwnFolder.remove", lambda own: os.close(own._lock))
        prepared(work)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert [path for path in out.iterdir() if path.is_dir()] != []
    prepared(work)
    assert {path.name for path in out.iterdir()} == set(before)


def test_a_protocol_stands_only_where_all_files_are_of_its_run(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(work)
    out = work.folder / "out"
    rename = Path.replace

    def killed_after_one(path: Path, target: Path) -> Path:
        done = rename(path, target)
        if target.parent == out:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as here, pytest.raises(KeyboardInterrupt):
        here.setattr(Path, "replace", killed_after_one)
        prepared(work)
    assert (out / "contact.csv").exists()
    assert not (out / "protocol.json").exists()


def test_a_run_does_not_write_over_what_it_reads(work: Work) -> None:
    recipe = work.recipe(RECIPE, c_csv="K;V\n").read_text()
    path = work.recipe(recipe.replace("t.csv", "contact.csv"))
    with pytest.raises(Fault) as caught:
        work.run(path, work.delivery(contact=people(3)), "delivery")
    assert caught.value.code == "output-is-input"


def test_a_sample_is_spread_evenly(work: Work) -> None:
    recipe = work.recipe(RECIPE, c_csv="K;V\n")
    work.run(recipe, work.delivery(t=people(40)), sample=4)
    assert work.column("contact", "CONTACT_NR") == ["1", "11", "21", "31"]
    assert work.protocol()["options"]["sample"] == 4
