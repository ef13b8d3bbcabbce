"""The delta of two full extractions (D32): new rows as INSERT, changed rows as UPDATE, vanished rows listed.

An UPDATE names the key and what changed, so that what was edited in the target meanwhile stays; a cell that became
blank is `=`. What one UPDATE row cannot say is listed, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entracte.engine import Engine, quoted
from entracte.faults import Fault
from entracte.formats import Format, format_named
from entracte.recipe.model import TABLE
from entracte.recipe.run import digest_of
from entracte.report.csv_file import write_csv
from entracte.report.files import whole_files
from entracte.settings import Settings
from entracte.transformation.counted_keys import refuse_counted_keys
from entracte.transformation.running import Transformed
from entracte.transformation.updating import Updating, update_of

Notice = Callable[[str], None]
OPERATION, INSERT, UPDATE, CONFIG = "OPERATION", "INSERT", "UPDATE", "CONFIG"
_SAME, _NOT_SAID = "SAME", "NOT SAID"
_OLD, _NEW = "delta_old", "delta_new"


@dataclass(frozen=True)
class Delta:
    """The delta of one output: its file, how many rows are what, and how many cells an UPDATE cannot say.

    Of the `not_said` rows an UPDATE can say nothing, so that they are not written.
    """

    output: str
    file: str
    inserted: int
    updated: int
    unchanged: int
    not_said: int
    vanished: int
    vanished_file: str | None
    not_expressible: int
    not_expressible_file: str | None

    def as_json(self) -> dict[str, Any]:
        """The shape for programs."""
        return dict(vars(self))


def write_deltas(
    settings: Settings,
    before: Path,
    told: Mapping[str, Any],
    done: Transformed,
    notice: Notice,
) -> tuple[Delta, ...]:
    """Write the delta of every output whose format has a key, between the files beside the protocol and the new ones.

    Raises the faults `no-first-output` and `delta-not-possible`.
    """
    first = {each["name"]: each for each in told["outputs"]}
    deltas = []
    with Engine(settings.work, settings.memory_limit) as engine:
        for output in done.protocol["outputs"]:
            if output["format"] == TABLE:
                continue
            if output["name"] not in first:
                raise Fault(
                    "no-first-output",
                    f"The first run did not write {output['file']}.",
                    hint="Run the whole recipe again.",
                )
            refuse_counted_keys(done.protocol["steps"], output)
            notice(f"comparing {output['file']}")
            old = _first_output(before, first[output["name"]])
            deltas.append(_delta(engine, output, old, done.folder))
    return tuple(deltas)


def _first_output(folder: Path, output: Mapping[str, Any]) -> Path:
    path = folder / str(output["file"])
    if not path.is_file() or digest_of(path) != output["digest"]:
        what = "is not there" if not path.is_file() else "was changed since"
        raise Fault(
            "no-first-output",
            f"{path}, which the first run wrote, {what}.",
            hint="A delta is made from the files of the first run, beside its protocol.",
        )
    return path


def _delta(engine: Engine, output: Mapping[str, Any], old: Path, folder: Path) -> Delta:
    format_ = format_named(output["format"])
    new = folder / output["file"]
    for name, path in ((_OLD, old), (_NEW, new)):
        _read(engine, name, path)
    columns = [name for name in engine.columns(_NEW) if name != "entracte_row"]
    _check(engine, format_, columns, output["file"])
    keys = [field.name for field in format_.fields if field.key and field.name in columns]
    made = update_of(format_, columns, keys)
    _compare(engine, keys, made, columns)
    return _written(engine, output["name"], made, keys, columns, folder)


def _read(engine: Engine, name: str, path: Path) -> None:
    """A file as we write it, its rows numbered."""
    engine.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT row_number() OVER () AS entracte_row, * FROM "
        "read_csv($1, delim = ';', quote = '\"', escape = '\"', header = true, all_varchar = true, nullstr = '')",
        [str(path)],
    )


def _check(engine: Engine, format_: Format, columns: list[str], file: str) -> None:
    """The fault `delta-not-possible` where rows of the two files cannot be told to be about the same thing."""
    keys = [field.name for field in format_.fields if field.key]
    old = [name for name in engine.columns(_OLD) if name != "entracte_row"]
    missing = [key for key in keys if key not in columns]
    why = ""
    if old != columns:
        why = "its columns are not those of the first run"
    elif missing == keys or not keys:
        why = f"it has no {' and '.join(keys) or 'key'}, by which a row is known again"
    else:
        why = _why_not(engine, [key for key in keys if key in columns], columns)
    if why:
        raise Fault(
            "delta-not-possible",
            f"There is no delta of {file}: {why}.",
            hint="Import the full file into an empty environment, or give every row a key of its own.",
        )


def _why_not(engine: Engine, keys: list[str], columns: list[str]) -> str:
    key = ", ".join(map(quoted, keys))
    operation = f"coalesce({quoted(OPERATION)}, '{INSERT}')" if OPERATION in columns else f"'{INSERT}'"
    config = [
        engine.rows(f"SELECT * EXCLUDE (entracte_row) FROM {name} WHERE {operation} = '{CONFIG}' ORDER BY entracte_row")
        for name in (_OLD, _NEW)
    ]
    if config[0] != config[1]:
        return "its CONFIG rows are not those of the first run"
    for name, which in ((_OLD, "the first run"), (_NEW, "this run")):
        rows = f"FROM {name} WHERE {operation} <> '{CONFIG}'"
        other = engine.rows(f"SELECT DISTINCT {operation} {rows} AND {operation} <> '{INSERT}' ORDER BY 1 LIMIT 1")
        if other:
            return f"it holds {other[0][0]} rows; a full extraction holds INSERT rows only"
        given = " AND ".join(f"{quoted(each)} IS NOT NULL" for each in keys[-1:])
        blank = engine.scalar(f"SELECT count(*) {rows} AND NOT ({given})")
        if blank:
            return f"{blank} rows of {which} have no {keys[-1]}"
        twice = engine.rows(f"SELECT {key} {rows} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1")
        if twice:
            return f"{' '.join(map(str, twice[0]))} stands twice in {which}"
    return ""


def _compare(engine: Engine, keys: list[str], made: Updating, columns: list[str]) -> None:
    """A table of what every row is, and what an UPDATE of it says."""
    same = " AND ".join(f"old.{quoted(key)} IS NOT DISTINCT FROM new.{quoted(key)}" for key in keys)
    others = [name for name in columns if name not in keys and name != OPERATION]
    differs = " OR ".join(f"old.{quoted(name)} IS DISTINCT FROM new.{quoted(name)}" for name in others) or "false"
    operation = f"coalesce(new.{quoted(OPERATION)}, '{INSERT}')" if OPERATION in columns else f"'{INSERT}'"
    inserted = {name: f"new.{quoted(name)}" if name in columns else "NULL" for name in made.columns}
    cells = ", ".join(
        f"CASE WHEN what = '{UPDATE}' THEN {made.columns[name]} ELSE {inserted[name]} END AS {quoted(name)}"
        for name in made.columns
    )
    lost = ", ".join(made.not_expressible) or "NULL"
    engine.execute(
        f"CREATE OR REPLACE TABLE delta_rows AS SELECT new.entracte_row, what, {cells}, "
        f"CASE WHEN what IN ('{UPDATE}', '{_NOT_SAID}') "
        f"THEN list_filter([{lost}], lambda field: field IS NOT NULL) ELSE [] END AS entracte_lost "
        f"FROM (SELECT *, CASE WHEN {operation} = '{CONFIG}' THEN '{CONFIG}' END AS config FROM {_NEW} AS new) AS new "
        f"LEFT JOIN {_OLD} AS old ON {same} AND new.config IS NULL, "
        f"LATERAL (SELECT CASE WHEN new.config IS NOT NULL THEN '{CONFIG}' "
        f"WHEN old.entracte_row IS NULL THEN '{INSERT}' "
        f"WHEN NOT ({differs}) THEN '{_SAME}' WHEN {made.says} THEN '{UPDATE}' ELSE '{_NOT_SAID}' END AS what) AS told"
    )
    engine.execute(
        f"CREATE OR REPLACE TABLE delta_vanished AS SELECT old.* FROM {_OLD} AS old ANTI JOIN {_NEW} AS new ON {same} "
        + (f"WHERE coalesce(old.{quoted(OPERATION)}, '{INSERT}') <> '{CONFIG}'" if OPERATION in columns else "")
    )


def _written(  # noqa: PLR0917
    engine: Engine, name: str, made: Updating, keys: list[str], columns: list[str], folder: Path
) -> Delta:
    counts = dict(engine.rows("SELECT what, count(*) FROM delta_rows GROUP BY what"))
    lost = int(engine.scalar("SELECT coalesce(sum(len(entracte_lost)), 0) FROM delta_rows"))
    vanished = engine.count("delta_vanished")
    file, gone, unsaid = (folder / f"{name}-{ending}.csv" for ending in ("delta", "vanished", "delta-not-said"))
    titled = ", ".join(map(quoted, made.columns))
    key = ", ".join(map(quoted, keys))
    with whole_files(file, gone, unsaid) as parts:
        rows = f"FROM delta_rows WHERE what NOT IN ('{_SAME}', '{_NOT_SAID}')"
        write_csv(parts[0], engine, f"SELECT {titled} {rows} ORDER BY entracte_row")
        if vanished:
            shown = ", ".join(map(quoted, columns))
            write_csv(parts[1], engine, f"SELECT {shown} FROM delta_vanished ORDER BY entracte_row")
        if lost:
            rows = 'SELECT *, unnest(entracte_lost) AS "FIELD" FROM delta_rows'
            write_csv(parts[2], engine, f'SELECT {key}, "FIELD" FROM ({rows}) ORDER BY entracte_row, "FIELD"')
    return Delta(
        name,
        file.name,
        counts.get(INSERT, 0),
        counts.get(UPDATE, 0),
        counts.get(_SAME, 0),
        counts.get(_NOT_SAID, 0),
        vanished,
        gone.name if vanished else None,
        lost,
        unsaid.name if lost else None,
    )
