"""Replaying a protocol: the same files again, proved by their digests; or the same recipe on a new delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from entracte.engine.scratch import Scratch
from entracte.faults import Fault
from entracte.recipe.run import digest_of
from entracte.settings import Settings
from entracte.transformation.deltas import Delta, write_deltas
from entracte.transformation.drift import drift
from entracte.transformation.preparing import Asked
from entracte.transformation.protocol import VERSION, digest_of_protocol
from entracte.transformation.running import PROTOCOL, Transformed, transform

Notice = Callable[[str], None]


@dataclass(frozen=True)
class Replayed:
    """What a replay found.

    On the same delivery: whether all files are the same, and what differs. On a new one: its drift.
    """

    protocol: str
    same_delivery: bool
    equal: bool | None
    outputs: tuple[Mapping[str, Any], ...]
    differences: tuple[str, ...]
    drift: tuple[str, ...] = ()
    transformed: Transformed | None = None
    deltas: tuple[Delta, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The shape for programs."""
        told: dict[str, Any] = {
            "protocol": self.protocol,
            "same_delivery": self.same_delivery,
            "equal": self.equal,
            "outputs": [dict(each) for each in self.outputs],
            "differences": list(self.differences),
            "drift": list(self.drift),
        }
        if self.transformed is not None:
            told["transformed"] = self.transformed.as_json()
        if self.deltas:
            told["deltas"] = [each.as_json() for each in self.deltas]
        return told


def replay(
    settings: Settings,
    protocol: Path,
    *,
    delivery: str | None = None,
    recipe: Path | None = None,
    folder: Path | None = None,
    delta: bool = False,
    engine: str = "",
    language: str = "en",
    notice: Notice = lambda what: None,
) -> Replayed:
    """Run the recipe of a protocol again.

    On the delivery of the protocol the files are made in a place of their own, compared, and thrown away (unless
    `folder` says where to keep them). On a new delivery they are written to `folder`, its drift is told, and with
    `delta` the new and changed rows are written beside them (D32). Raises the faults `no-such-protocol`,
    `protocol-changed`, `no-such-recipe`, those of a transformation, and `no-first-output`.
    """
    protocol = protocol / PROTOCOL if protocol.is_dir() else protocol
    told = read_protocol(protocol)
    asked = _asked(told, protocol, delivery, recipe)
    asked = replace(asked, engine=engine or asked.engine)
    if delta and asked.sample is not None:
        raise Fault(
            "delta-not-possible",
            f"There is no delta: {protocol} is of a sample of {asked.sample} rows.",
            hint="Run the recipe over the whole first delivery, then make the delta of that.",
        )
    with _place(settings, folder) as out:
        done = transform(settings, asked, out, language=language, notice=notice)
        same = done.protocol["delivery"]["digest"] == told["delivery"]["digest"]
        if same and not delta:
            return _compared(told, done, protocol, kept=folder is not None)
        if folder is None:
            raise Fault("wrong-use", "This is a new delivery: where to write its files?", hint="Name a folder with -o.")
        deltas = write_deltas(settings, protocol.parent, told, done, notice) if delta else ()
        outputs = tuple(
            {"name": each["name"], "file": each["file"], "rows": each["rows"]} for each in done.protocol["outputs"]
        )
        return Replayed(
            str(protocol),
            same,
            None,
            outputs,
            _changed_inputs(told, done.protocol),
            drift(told, done.protocol),
            done,
            deltas,
        )


def read_protocol(path: Path) -> dict[str, Any]:
    """A protocol, as it was written.

    Raises `no-such-protocol`, and `protocol-changed` where its digest does not fit.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Fault(
            "no-such-protocol", f"There is no protocol {path}: {error.strerror}.", hint="transform writes one."
        ) from error
    except (ValueError, RecursionError) as error:
        raise Fault("no-such-protocol", f"{path} is no protocol.", hint="transform writes protocol.json.") from error
    if not isinstance(told, dict) or told.get("protocol") != VERSION or "digest" not in told:
        raise Fault(
            "no-such-protocol", f"{path} is no protocol of this version.", hint="transform writes protocol.json."
        )
    if digest_of_protocol(told) != told["digest"]:
        raise Fault(
            "protocol-changed",
            f"{path} was changed after it was written: its digest does not fit what it says.",
            hint="Get the protocol again from whoever ran the recipe.",
        )
    return told


def _asked(told: Mapping[str, Any], protocol: Path, delivery: str | None, recipe: Path | None) -> Asked:
    around = told["circumstances"]
    was = around["delivery"]
    found = delivery or (was if "://" in was else _existing(Path(was), protocol, "delivery", "--delivery"))
    read = recipe or Path(_existing(Path(around["recipe"]), protocol, "recipe", "--recipe"))
    options = told["options"]
    return Asked(read, found, told["recipe"]["parameters"], options["sample"], options["engine"])


def _existing(path: Path, protocol: Path, what: str, option: str) -> str:
    """Where a thing was, or beside the protocol where it may have been brought."""
    for each in (path, protocol.parent / path.name, protocol.parent.parent / path.name):
        if each.exists():
            return str(each)
    raise Fault("no-such-file", f"The {what} is no longer at {path}.", hint=f"Say where it is with {option}.")


@contextmanager
def _place(settings: Settings, folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with Scratch(settings.work, "replay-") as scratch:
        yield scratch / "out"


def _compared(told: Mapping[str, Any], done: Transformed, protocol: Path, *, kept: bool) -> Replayed:
    outputs, differences = [], []
    now = {each["name"]: each for each in done.protocol["outputs"]}
    for each in told["outputs"]:
        again = now.get(each["name"])
        equal = again is not None and _digests(again) == _digests(each)
        outputs.append({"name": each["name"], "file": each["file"], "rows": each["rows"], "equal": equal})
        if again is None:
            differences.append(f"{each['file']} is no longer written.")
        elif not equal:
            rows = f"; {again['rows']} rows instead of {each['rows']}" if again["rows"] != each["rows"] else ""
            differences.append(f"{each['file']} differs: digest {again['digest']} instead of {each['digest']}{rows}.")
    new = [each for each in now if each not in {one["name"] for one in told["outputs"]}]
    differences += [f"{now[each]['file']} was not written before." for each in new]
    equal = not differences
    differences += _changed_inputs(told, done.protocol)
    differences += _changed_files(told, protocol.parent)
    return Replayed(str(protocol), True, equal, tuple(outputs), tuple(differences), (), done if kept else None)


def _changed_files(told: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Files of the first run that are no longer what it wrote; those that were taken elsewhere are not looked for."""
    for each in told["outputs"]:
        for file, digest in ((each["file"], each["digest"]), (each["rejected_file"], each["rejected_digest"])):
            path = folder / str(file)
            if file and path.is_file() and digest_of(path) != digest:
                yield f"{path} was changed since the protocol was written: it is not the file that is proved here."


def _digests(output: Mapping[str, Any]) -> tuple[Any, Any]:
    return output["digest"], output["rejected_digest"]


def _changed_inputs(told: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """What goes into the files and is not as it was."""
    before = {each["name"]: each["sha256"] for each in told["recipe"]["files"]}
    after = {each["name"]: each["sha256"] for each in now["recipe"]["files"]}
    changed = [f"{name} of the recipe was changed." for name in before if name in after and before[name] != after[name]]
    changed += [f"{name} of the recipe is not read any more." for name in before if name not in after]
    changed += [f"{name} is new in the recipe." for name in after if name not in before]
    changed += [
        f"{name} is now {now['versions'].get(name)}, and was {version}."
        for name, version in told["versions"].items()
        if now["versions"].get(name) != version and name != "code"
    ]
    if told["versions"].get("code") != now["versions"].get("code"):
        changed.append("Entracte's own code is another.")
    return tuple(changed)
