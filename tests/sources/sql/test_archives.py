"""Dumps of pg_dump that only pg_restore reads: as it wrote them, packed anew, damaged."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from entracte.faults import Fault
from entracte.sources.sql import archive, recognise
from tests.sources.sql.reading import Delivered

SCRIPT = "CREATE TABLE public.t (id integer, name text); INSERT INTO t VALUES (1, E'Zoë\\n''x'''), (2, NULL);"


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one small database dumped in every format, by the server on this kind of machine."""
    folder = tmp_path_factory.mktemp("dumps")
    server = ["-h127.0.0.1", "-Upostgres"]
    name = f"entracte_sql_archives_{os.getpid()}"
    try:
        subprocess.run(["dropdb", *server, "--if-exists", name], check=True, capture_output=True)
        subprocess.run(["createdb", *server, "-EUTF8", "-Ttemplate0", name], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no PostgreSQL server")
    try:
        subprocess.run(["psql", *server, "-qc", SCRIPT, name], check=True)
        for form in "ctd":
            subprocess.run(["pg_dump", *server, f"-F{form}", "-f", folder / form, name], check=True)
    finally:
        subprocess.run(["dropdb", *server, name], check=True)
    return folder


def _read(path: Path, scratch: Path) -> Delivered:
    head = path.read_bytes()[:65536] if path.is_file() else b""
    assert recognise(path, head)
    read = Delivered(path, scratch)
    assert read.declared("t") == ["integer", "text"]
    return read


pytestmark = pytest.mark.server
ROWS = {"t": [("1", "Zoë\n'x'"), ("2", None)]}


@pytest.mark.parametrize("form", list("ctd"))
def test_formats(dumps: Path, tmp_path: Path, form: str) -> None:
    assert _read(dumps / form, tmp_path).rows == ROWS


@pytest.mark.parametrize("prefix", ["./", "backup/", ""])
def test_packed_anew_on_a_macintosh(dumps: Path, tmp_path: Path, prefix: str) -> None:
    """The members in another order, in a folder, with `._` files beside them."""
    packed = tmp_path / "packed.tar"
    with tarfile.open(dumps / "t") as source, tarfile.open(packed, "w") as target:
        for member in reversed(source.getmembers()):
            for name in (f"{prefix}._{member.name}", f"{prefix}{member.name}"):
                renamed = tarfile.TarInfo(name)
                renamed.size = member.size
                target.addfile(renamed, source.extractfile(member))
    assert _read(packed, tmp_path / "scratch").rows == ROWS


def test_folder_with_files_of_a_macintosh(dumps: Path, tmp_path: Path) -> None:
    shutil.copytree(dumps / "d", tmp_path / "d")
    (tmp_path / "d/._toc.dat").write_bytes(b"\0\5\x16\7")
    assert _read(tmp_path / "d", tmp_path / "scratch").rows == ROWS


def test_damaged(dumps: Path, tmp_path: Path) -> None:
    whole = (dumps / "c").read_bytes()
    for number, damaged in enumerate((whole[: len(whole) // 2], whole[:20], b"PGDMP" + bytes(1000))):
        path = tmp_path / f"damaged{number}"
        path.write_bytes(damaged)
        with pytest.raises(Fault, match="damaged") as fault:
            Delivered(path, tmp_path / "scratch")
        assert fault.value.code == "unreadable-dump"
        assert "ask for it again" in fault.value.hint


def test_newer_than_pg_restore(dumps: Path, tmp_path: Path) -> None:
    whole = bytearray((dumps / "c").read_bytes())
    whole[6] = 99  # the minor version of the format
    (tmp_path / "newer").write_bytes(whole)
    with pytest.raises(Fault) as fault:
        Delivered(tmp_path / "newer", tmp_path / "scratch")
    assert "newer PostgreSQL" in fault.value.hint


def test_a_dump_that_unpacks_to_far_more(dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_SMALL", 0)
    monkeypatch.setattr(archive, "_MAX_RATIO", 0.01)
    with pytest.raises(Fault) as fault:
        Delivered(dumps / "c", tmp_path)
    assert fault.value.code == "zip-bomb"
