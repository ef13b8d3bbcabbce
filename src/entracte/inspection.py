"""What is in a delivery: registered, described, its rows streamed; for the command line and the portal."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.profile.documents import column_document, document_of, profile_of
from entracte.profile.model import DeliveryProfile, GivenTable, TableProfile
from entracte.profile.presets import fitting_presets, preset_documents
from entracte.settings import Settings
from entracte.sources.delivery import KeptTable, Registered, register, register_database
from entracte.sources.live import is_address
from entracte.sources.options import SourceOptions

__all__ = [
    "DeliveryProfile",
    "KeptTable",
    "Registered",
    "check_page_path",
    "delivery_document",
    "inspect",
    "profile_delivery",
    "rejected_lines",
    "row_lines",
    "table_document",
]

_OF_CSV = ("encoding", "separator")


def inspect(
    settings: Settings,
    delivery: str,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    header: str | None = None,
    password: str | None = None,
    notice: Callable[[str], None] = lambda what: None,
) -> Registered:
    """Read a delivery, or find it read before (S1). `header` is the row of the titles, or `none` (S3).

    Raises the faults of the readers, `bad-header`, for an address those of `open_live`.
    """
    options = SourceOptions(encoding, password, separator, _header_row(header))
    if is_address(delivery):
        return register_database(delivery, settings.home, options, notice)
    return register(Path(delivery), settings.home, options, notice)


def check_page_path(page: Path, delivery: str) -> None:
    """Refuse, before any work is done, a page that could not be written or would write over the delivery.

    Raises the faults `unknown-page-format`, `no-folder` and `page-is-delivery`.
    """
    if page.suffix.lower() not in {".html", ".htm"}:
        raise Fault("unknown-page-format", f"A page cannot be written as {page.name}.", hint="End its name in .html.")
    if not page.parent.is_dir():
        raise Fault("no-folder", f"There is no folder {page.parent} to write {page.name} to.", hint="Make it first.")
    if page.is_dir():
        raise Fault("no-folder", f"{page} is a folder.", hint="Name a file, for example report.html in it.")
    if page.resolve() == Path(delivery).resolve():
        raise Fault(
            "page-is-delivery", f"The page would write over {page}, which is read.", hint="Give -o another name."
        )


def profile_delivery(
    settings: Settings, registered: Registered, notice: Callable[[str], None] = lambda what: None
) -> DeliveryProfile:
    """What is in the tables of a delivery; computed once, and kept beside its data."""
    kept = registered.folder / f"profile-{_profiling_code()}.json"
    found = _kept_profile(kept)
    if found is not None:
        return found
    from entracte.profile import profile_tables

    given = [
        GivenTable(
            table.name,
            tuple((column.name, column.declared) for column in table.columns),
            table.rows,
            registered.data(table),
        )
        for table in registered.tables
    ]
    with Engine(settings.work, settings.memory_limit) as engine:
        profile = profile_tables(engine, given, notice)
    _keep(profile, kept)
    return profile


def _kept_profile(path: Path) -> DeliveryProfile | None:
    try:
        return profile_of(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(profile: DeliveryProfile, path: Path) -> None:
    """Write the profile whole or not at all; those of older versions go."""
    for older in path.parent.glob("profile-*.json"):
        older.unlink(missing_ok=True)
    text = json.dumps(document_of(profile), ensure_ascii=False)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".profile-", delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).replace(path)


@cache
def _profiling_code() -> str:
    """The digest of all that decides what a profile says, so that what an older version found is found anew."""
    told = hashlib.sha256()
    here = Path(__file__).parent
    for folder in (here / "profile", here / "formats"):
        for path in sorted(each for each in folder.iterdir() if each.suffix in {".py", ".toml"}):
            told.update(path.read_bytes())
    return told.hexdigest()[:16]


def delivery_document(
    registered: Registered, table: KeptTable | None = None, profile: DeliveryProfile | None = None
) -> dict[str, object]:
    """What is known of a delivery, for programs: its tables, or one of them (S1), with what is in them if profiled."""
    tables = registered.tables if table is None else (table,)
    told: dict[str, object] = {
        "delivery": registered.name,
        "digest": registered.digest,
        "files": [asdict(each) for each in registered.files],
        "left_out": [asdict(each) for each in registered.left_out],
        "rejected": registered.rejected if table is None else table.rejected,
        "tables": [table_document(each, profile.table(each.name) if profile else None) for each in tables],
    }
    if profile is not None:
        names = {each.name for each in tables}
        told["relations"] = [
            asdict(each) for each in profile.relations if each.table in names or each.target_table in names
        ]
        told["presets"] = preset_documents(fitting_presets(profile, [each.name for each in registered.files]))
    return told


def table_document(table: KeptTable, profile: TableProfile | None = None) -> dict[str, object]:
    """One table for programs. `header` is the row of the titles, null where there is none or the source has none."""
    facts = dict(table.facts)
    told: dict[str, object] = {
        "name": table.name,
        "rows": table.rows,
        "rejected": table.rejected,
        "columns": [column_document(each) for each in profile.columns]
        if profile
        else [
            {"name": column.name, **({"declared": column.declared} if column.declared else {})}
            for column in table.columns
        ],
        "file": table.file,
        "source": table.kind,
    }
    told |= {name: facts.pop(name) for name in _OF_CSV if name in facts}
    if "header" in facts:
        told["header"] = int(facts.pop("header")) or None
    if "preamble" in facts:
        told["preamble"] = facts.pop("preamble").split("\n")
    told["facts"] = facts
    if profile is not None:
        for name in ("keys", "likely_keys", "foreign_keys", "formats"):
            told[name] = [asdict(each) for each in getattr(profile, name)]
    return told


def row_lines(settings: Settings, registered: Registered, table: KeptTable) -> Iterator[list[str]]:
    """The rows of a table as JSON objects of strings or null, in source order, some thousands of lines at a time."""
    data = registered.data(table)
    if data is None:
        return
    places = [f"c{place}" for place in range(len(table.columns))]
    pairs = ", ".join(f"${place + 2}, {name}" for place, name in enumerate(places))
    query = f"SELECT CAST(json_object({pairs}) AS VARCHAR) FROM read_parquet($1) AS rows({', '.join(places)})"
    with Engine(settings.work, settings.memory_limit) as engine:
        for batch in engine.batches(query, [str(data), *(column.name for column in table.columns)]):
            yield batch.column(0).to_pylist()


def rejected_lines(registered: Registered, table: KeptTable | None) -> Iterator[str]:
    """The rows that could not be read as JSON objects."""
    for each in registered.rejected_rows(table):
        yield json.dumps(asdict(each), ensure_ascii=False)


def _header_row(told: str | None) -> int | None:
    if told is None:
        return None
    if told.strip().lower() == "none":
        return 0
    if not told.strip().isdecimal() or not 0 < int(told) < 10**9:
        raise Fault(
            "bad-header",
            f"{told!r} is no row.",
            hint="Name the row that holds the titles as Excel numbers it, or say none.",
        )
    return int(told)
