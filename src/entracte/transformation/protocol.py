"""The protocol of a run: what was done to how many rows, with digests; on every machine the same but for times."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import entracte
from entracte.findings import kind
from entracte.recipe.measuring import Effect
from entracte.recipe.plan import Plan
from entracte.recipe.run import CrosswalkUse, OutputResult, RunResult
from entracte.transformation.preparing import Prepared
from entracte.transformation.sources import Found
from entracte.transformation.step_document import step_document

VERSION = 1
_NOT_COVERED = ("digest", "circumstances")
_DECIDING = ("duckdb", "sqlglot", "babel", "phonenumbers", "pycountry")
"""Packages that decide a byte of an output."""
_OF_ENGINES: dict[str, tuple[str, ...]] = {"duckdb": (), "spark": ("pyspark",)}
_CODE = (".py", ".toml", ".sql", ".csv", ".json")
"""What decides a byte is not only Python: the words that operations know are data."""
_DECIDING_ROOMS = ("recipe", "transformation", "sources", "formats", "engine")


def protocol_of(prepared: Prepared, result: RunResult, started: str, finished: str) -> dict[str, Any]:
    """The protocol of a run as a document; its digest covers all but itself and the circumstances."""
    plan, found, asked = prepared.plan, prepared.found, prepared.asked
    document: dict[str, Any] = {
        "protocol": VERSION,
        "recipe": {
            "name": plan.recipe.name,
            "locale": plan.recipe.locale,
            "parameters": dict(plan.recipe.parameters),
            "files": [vars(each) for each in plan.folder.files],
        },
        "delivery": {
            "digest": found.digest,
            "files": [{"name": name, "size": size, "sha256": digest} for name, size, digest in found.files],
        },
        "sources": _sources(found),
        "options": {"engine": asked.engine, "sample": asked.sample},
        "versions": versions(asked.engine),
        "outputs": [_output(each) for each in result.outputs],
        "findings": findings_of(result),
        "findings_file": result.findings_file,
        "crosswalks": [_crosswalk(each) for each in result.crosswalks],
        "warnings": [str(each) for each in plan.warnings],
        "steps": [_step(each) for each in result.effects],
        "flagged": [each.step.number for each in result.effects if each.flagged],
        "sql": {each.output.name: _sql(plan, each.rows()) for each in plan.outputs},
    }
    document["digest"] = digest_of_protocol(document)
    document["circumstances"] = {
        "started": started,
        "finished": finished,
        "seconds": round(result.seconds, 3),
        "seconds_by_step": {str(each.step.number): round(each.seconds, 3) for each in result.effects},
        "seconds_by_output": {each.name: round(each.seconds, 3) for each in result.outputs},
        "recipe": str(asked.recipe.absolute()),
        "delivery": asked.delivery if "://" in asked.delivery else str(Path(asked.delivery).absolute()),
        "machine": platform.platform(),
        "python": platform.python_version(),
    }
    return document


def digest_of_protocol(document: Mapping[str, Any]) -> str:
    """The digest of what a protocol says, without times, paths and machine."""
    covered = {name: value for name, value in document.items() if name not in _NOT_COVERED}
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def findings_of(result: RunResult) -> list[dict[str, object]]:
    """The findings as `check --json` has them, with the output, table or source that each belongs to."""
    return [
        {
            "code": each.code,
            "outcome": kind(each.code).outcome.value,
            "field": each.field,
            "count": each.count,
            "of": each.of,
        }
        for each in result.findings
    ]


@cache
def versions(engine: str = "duckdb") -> dict[str, str]:
    """The versions of everything that decides a byte of what an engine makes; `code` is the digest of our own."""
    told = {"language": "1", "entracte": entracte.__version__, "code": _code()}
    for name in (*_DECIDING, *_OF_ENGINES[engine]):
        told[name] = metadata.version(name)
    return told


def _code() -> str:
    root = Path(entracte.__file__).parent
    told = hashlib.sha256()
    for room in _DECIDING_ROOMS:
        for path in sorted(each for each in (root / room).rglob("*") if each.suffix in _CODE):
            told.update(path.relative_to(root).as_posix().encode())
            told.update(path.read_bytes())
    return told.hexdigest()


def _sources(found: Found) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "rows": found.data[name].rows,
            "columns": list(found.data[name].columns),
            "tables": [
                {
                    "file": each.table.file,
                    "table": each.table.name,
                    "rows": each.table.rows,
                    "rejected": each.table.rejected,
                    "source": each.table.kind,
                    "facts": each.table.facts,
                }
                for each in tables
            ],
        }
        for name, tables in found.tables.items()
    ]


def _output(result: OutputResult) -> dict[str, Any]:
    told = dict(vars(result))
    told.pop("seconds")
    return told


def _crosswalk(use: CrosswalkUse) -> dict[str, Any]:
    return {**vars(use), "unused_keys": list(use.unused_keys)}


def _step(effect: Effect) -> dict[str, Any]:
    return {
        **step_document(effect.step),
        "rows_in": effect.rows_in,
        "rows_out": effect.rows_out,
        "rows_changed": effect.rows_changed,
        "share": round(effect.share, 6),
        "fewest": effect.fewest,
        "flagged": effect.flagged,
        "findings": effect.findings,
        "samples": [vars(each) for each in effect.samples],
        "sql": effect.step.sql,
    }


def _sql(plan: Plan, query: Any) -> str:
    return plan.shown(query)
