"""The tutorial: what it tells to type works, and shows what it says.

In a `console` block a line after `$` is a command, the lines below it are its output; `...` stands for lines left out.
`echo $?` shows the exit status of the command before. A block `csv NAME` is a file. Identities of imports and dates
differ from run to run: those of the page are taken for those that were seen in their place.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from entracte.institution.environments import Environment

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IDENTITY = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LEFT_OUT = "..."


@dataclass
class Reader:
    """Somebody who types what the page says, and compares what appears with what it shows."""

    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    status: int = 0
    identities: dict[str, str] = field(default_factory=dict)

    def follow(self, block: str) -> None:
        for command, shown in commands_of(block):
            output = self.type(command)
            self.compare(command, shown, output)

    def type(self, command: str) -> list[str]:
        if command == "echo $?":
            return [str(self.status)]
        from entracte.cli import app
        from entracte.cli.output import run_to_exit_status

        for told, seen in self.identities.items():
            command = command.replace(told, seen)
        name, *arguments = shlex.split(command)
        assert name == "entracte", command
        self.monkeypatch.setattr(sys, "argv", [name, *arguments])
        self.status = run_to_exit_status(app)
        captured = self.capture.readouterr()
        return (captured.out + captured.err).splitlines()

    def compare(self, command: str, shown: list[str], output: list[str]) -> None:
        """Every line shown is there, in order; nothing between two of them unless `...` says so."""
        place, may_skip = 0, False
        for line in shown:
            if line == LEFT_OUT:
                may_skip = True
                continue
            pattern = self.pattern(line)
            while True:
                assert place < len(output), f"$ {command}\nnot shown: {line}\n" + "\n".join(output)
                found = re.fullmatch(pattern, output[place].rstrip())
                place += 1
                if found:
                    new = [told for told in IDENTITY.findall(line) if told not in self.identities]
                    self.identities |= dict(zip(new, found.groups(), strict=True))
                    break
                assert may_skip, f"$ {command}\nthe page: {line}\nthe command: {output[place - 1]}"
            may_skip = False
        assert may_skip or not [line for line in output[place:] if line.strip()], f"$ {command}: more was shown"

    def pattern(self, line: str) -> str:
        """The line as a pattern: an identity that was seen before is that one, a new one is any; dates are any."""
        pieces = []
        for piece in re.split(f"({IDENTITY.pattern}|{DATE.pattern})", line.rstrip()):
            if piece in self.identities:
                pieces.append(re.escape(self.identities[piece]))
            elif IDENTITY.fullmatch(piece):
                pieces.append(f"({IDENTITY.pattern})")
            else:
                pieces.append(DATE.pattern if DATE.fullmatch(piece) else re.escape(piece))
        return "".join(pieces)


def commands_of(block: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block, each with the lines shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, shown


def test_the_tutorial_can_be_followed(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    reader = Reader(capsys, monkeypatch)
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert {kind for kind, _, _ in blocks} == {"console", "csv"}
    for kind, name, text in blocks:
        if kind == "csv":
            (tmp_path / name).write_text(text, encoding="utf-8")
        else:
            reader.follow(text)
    assert (tmp_path / "entracte-demo" / "individuals-log.xlsx").exists()


def test_what_the_tutorial_types_is_read_as_typed() -> None:
    block = "$ entracte demo\nline\n...\n$ echo $?\n2\n"
    assert list(commands_of(block)) == [("entracte demo", ["line", "..."]), ("echo $?", ["2"])]


@pytest.mark.parametrize(
    "output", [["one"], ["one", "two", "three"], ["two", "one"], ["one", "other", "two"]], ids=" ".join
)
def test_what_differs_from_the_tutorial_is_noticed(
    output: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AssertionError):
        Reader(capsys, monkeypatch).compare("entracte demo", ["one", "two"], output)


def test_an_identity_stands_for_the_one_that_was_seen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = Reader(capsys, monkeypatch)
    reader.compare("entracte import", ["Import 20260901-101500-4f2a"], ["Import 20270101-000000-abcd"])
    reader.compare("entracte undo", ["...", "20260901-101500-4f2a is undone"], ["", "20270101-000000-abcd is undone"])
    with pytest.raises(AssertionError):
        reader.compare("entracte undo", ["20260901-101500-4f2a is undone"], ["20270101-000000-ffff is undone"])


def test_the_readme_shows_what_the_tutorial_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    followed = PAGE.read_text(encoding="utf-8").splitlines()
    shown = [
        line for kind, _, text in BLOCK.findall(readme) if kind in {"text", "console"} for line in text.splitlines()
    ]
    assert len(shown) > 10
    assert [line for line in shown if line not in followed] == []


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_links_of_the_front_pages_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        assert target.startswith("https://") or (ROOT / target).exists(), target
