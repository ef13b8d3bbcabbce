"""Running the command in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).with_name("entracte")


@dataclass(frozen=True)
class Ran:
    """What a finished command left: its exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout, which is one document and nothing else."""
        return json.loads(self.out)

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Rows read, imported, unchanged, rejected and directives of the one document; the numbers add up."""
        rows = self.json["rows"]
        assert rows["read"] == rows["imported"] + rows["unchanged"] + rows["rejected"] + rows["directives"]
        return rows["read"], rows["imported"], rows["unchanged"], rows["rejected"], rows["directives"]

    @property
    def found(self) -> dict[tuple[str, str | None], int]:
        """How often each code was found in each field."""
        return {(each["code"], each["field"]): each["count"] for each in self.json["findings"]}

    @property
    def codes(self) -> set[str]:
        """The codes found."""
        return {code for code, _ in self.found}

    @property
    def fault(self) -> dict[str, Any]:
        """The fault that refused the command; nothing of it looks like a program's fall."""
        assert self.status == 2, (self.status, self.out, self.err)
        assert_no_traceback(self)
        document = self.json
        assert set(document) == {"fault"}
        assert document["fault"]["message"] and document["fault"]["message"] in self.err
        assert document["fault"]["code"] != "internal", self.err
        return dict(document["fault"])


def assert_no_traceback(ran: Ran) -> None:
    for text in (ran.out, ran.err):
        assert "Traceback" not in text and "mistake of its own" not in text, text


class Command:
    """The command `entracte`, run in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: object, **settings: str) -> Ran:
        """Run it to its end; `settings` are environment variables for this run only."""
        ran = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def start(self, *arguments: object, **settings: str) -> "Running":
        """Start it and go on."""
        return Running(
            subprocess.Popen(
                [PROGRAM, *map(str, arguments)],
                cwd=self.folder,
                env=os.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        )

    def file(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        """A file of the folder with these lines."""
        path = self.folder / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path


class Running:
    """A command that runs."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.process.kill()
        self.process.communicate()

    def end(self, timeout: float = 120) -> Ran:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=timeout)
        return Ran(self.process.returncode, out.decode(), err.decode())
