"""Transforming a delivery: the files and their protocol, which appear only when all of them are complete."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entracte.faults import Fault
from entracte.recipe.filters import FILTER_ERROR
from entracte.recipe.lost import NOT_READ
from entracte.recipe.plan import Plan
from entracte.recipe.run import FINDINGS_FILE, RunResult, run_plan
from entracte.report.files import whole_files
from entracte.settings import Settings
from entracte.transformation.preparing import Asked, Prepared, prepared
from entracte.transformation.protocol import findings_of, protocol_of

Notice = Callable[[str], None]
PROTOCOL, PAGE = "protocol.json", "protocol.html"
RESERVED = (PROTOCOL, PAGE, FINDINGS_FILE)


@dataclass(frozen=True)
class Transformed:
    """What a run gave: the folder of the files, and the protocol."""

    folder: Path
    protocol: Mapping[str, Any]
    result: RunResult

    @property
    def rejected(self) -> int:
        """How many rows were rejected in all, with those that could not be read or whose filter is an error."""
        unread = sum(each.count for each in self.result.findings if each.code in {NOT_READ, FILTER_ERROR})
        return unread + sum(each.rejected for each in self.result.outputs)

    def as_json(self) -> dict[str, Any]:
        """The summary for programs."""
        return {
            "recipe": self.protocol["recipe"]["name"],
            "digest": self.protocol["digest"],
            "delivery": self.protocol["delivery"]["digest"],
            "folder": str(self.folder),
            "sample": self.protocol["options"]["sample"],
            "outputs": [{**each, "path": str(self.folder / each["file"])} for each in self.protocol["outputs"]],
            "findings": findings_of(self.result),
            "findings_file": self.protocol["findings_file"],
            "crosswalks": self.protocol["crosswalks"],
            "warnings": self.protocol["warnings"],
            "flagged": [step for step in self.protocol["steps"] if step["flagged"]],
            "protocol": str(self.folder / PROTOCOL),
        }


def transform(
    settings: Settings, asked: Asked, folder: Path, *, language: str = "en", notice: Notice = lambda what: None
) -> Transformed:
    """Run a recipe over a delivery; the files of the folder are replaced together, when all of them are complete."""
    with prepared(settings, asked, notice) as (ready, engine):
        finals = _finals(ready.plan, folder)
        _check_places(finals, ready)
        if asked.sample is not None:
            _refuse_sample(folder)
        is_new = _make(folder)
        try:
            started = _now()
            with whole_files(*finals, seal=folder / PROTOCOL) as parts:
                result = run_plan(engine, ready.plan, ready.found.data, parts[0].parent, language, notice)
                document = protocol_of(ready, result, started, _now())
                _write(document, parts[0].parent)
        except BaseException:
            if is_new:
                _remove_if_empty(folder)
            raise
    return Transformed(folder, document, result)


def _finals(plan: Plan, folder: Path) -> tuple[Path, ...]:
    """Every file that a run may write."""
    names: list[str] = []
    for output in plan.outputs:
        name = output.output.name
        for file in (f"{name}.csv", f"{name}-rejected.csv"):
            if file.casefold() in {each.casefold() for each in (*RESERVED, *names)}:
                raise output.output.place.fault(
                    "duplicate-name", f"{file} is a name that is taken already.", "Give the output another name."
                )
            names.append(file)
    return tuple(folder / name for name in (*names, *RESERVED))


def _refuse_sample(folder: Path) -> None:
    """The fault `whole-run-there` where a sample would take the place of all rows."""
    try:
        told = json.loads((folder / PROTOCOL).read_text(encoding="utf-8"))
        is_whole = told["options"]["sample"] is None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    if is_whole:
        raise Fault(
            "whole-run-there",
            f"{folder} holds the files of a whole run; a sample would take their place.",
            hint="Name another folder for the sample with -o.",
        )


def _check_places(finals: tuple[Path, ...], ready: Prepared) -> None:
    """Refuse to write over what is read."""
    delivery = Path(ready.asked.delivery)
    inputs = {ready.read.folder.root / each.name for each in ready.plan.folder.files}
    inputs |= (
        {delivery.resolve()}
        if delivery.is_file()
        else {(delivery / name).resolve() for name, _, _ in ready.found.files}
    )
    for final in finals:
        if final.resolve() in inputs:
            raise Fault(
                "output-is-input", f"{final} is read and would be written over.", hint="Give -o another folder."
            )


def _make(folder: Path) -> bool:
    if folder.exists() and not folder.is_dir():
        raise Fault("no-folder", f"{folder} is a file, not a folder.", hint="Give -o a folder.")
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(
            "no-folder", f"The folder {folder} cannot be made: {error.strerror}.", hint="Give -o another."
        ) from error
    return is_new


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return  # something else was put there meanwhile


def _write(document: Mapping[str, Any], folder: Path) -> None:
    from entracte.report.protocol_page import protocol_page

    (folder / PROTOCOL).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(protocol_page(document), encoding="utf-8")


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
