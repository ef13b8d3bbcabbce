"""What the demonstration says at its end, to a wide terminal, a narrow one, and a file."""

from __future__ import annotations

import io
import shlex
import sys
from pathlib import Path

import pytest
from rich.console import Console

from entracte.cli.progress import shown_progress
from entracte.demo.telling import print_story, tell_story
from tests.demo.conftest import Played


def told(played: Played, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        tell_story(console, played.story)
    return captured.get()


def test_the_numbers_add_up(played: Played) -> None:
    (line,) = (line for line in told(played).splitlines() if line.strip().startswith("together"))
    read, *parts = (int(number.replace(",", "")) for number in line.split()[1:])
    assert read == sum(parts) > 1_500
    assert "foretold" in told(played)


def test_every_file_and_log_is_named_and_exists(played: Played) -> None:
    text = told(played, width=300)
    for file in played.folder.iterdir():
        assert file.name in text
    assert f"in the folder {played.folder}" in text


@pytest.mark.parametrize("width", [40, 80, 100])
def test_the_commands_can_be_copied_at_any_width(played: Played, width: int) -> None:
    lines = [line.strip() for line in told(played, width).splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("entracte ")]
    last = played.story.chapters[-1].imported.import_id
    rejected = str(played.folder / "individuals-log-not-imported.csv")
    assert commands == [
        ["entracte", "contacts", "Kerr", "--in", "dev"],
        ["entracte", "check", rejected, "--in", "dev"],
        ["entracte", "undo", last, "--in", "dev"],
    ]


def test_commands_are_written_as_the_command_was_called(
    played: Played, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", [".venv/bin/entracte", "demo"])
    assert "\n    .venv/bin/entracte contacts Kerr --in dev" in told(played)


def test_a_file_gets_plain_lines(played: Played, capsys: pytest.CaptureFixture[str]) -> None:
    print_story(played.story)
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_progress_without_a_terminal_is_a_line_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(2) as progress:
        progress.begin("importing a.csv into dev")
        progress.notice("reading a.csv")
        progress.begin("importing b.csv into dev")
    assert capsys.readouterr().err.splitlines() == ["importing a.csv into dev", "importing b.csv into dev"]


def test_progress_on_a_terminal_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with shown_progress(2) as progress:
        progress.begin("importing a.csv into dev")
        progress.notice("reading a.csv")
        progress.begin("importing b.csv into dev")
    written = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "importing b.csv into dev" in written
    assert "50 %" in written
