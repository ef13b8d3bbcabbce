"""The protocol of a transformation as a page for the quality reviewer: one file, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from entracte.findings import kind, label
from entracte.report import pages
from entracte.report.summary import UNTOLD

Row = tuple[str, ...]


def protocol_page(protocol: Mapping[str, Any]) -> str:
    """The page of a protocol; the same protocol gives the same page."""
    steps = protocol["steps"]
    names = dict.fromkeys(step["of"] for step in steps)
    return pages.template("protocol_page.html").render(
        protocol=protocol,
        flagged=[step for step in steps if step["flagged"]],
        files=list(_files(protocol)),
        findings=list(_findings(protocol)),
        steps_of={of: [step for step in steps if step["of"] == of] for of in names},
        crosswalks=list(_crosswalks(protocol)),
        read=list(_read(protocol)),
        digests=list(_digests(protocol)),
    )


def _files(protocol: Mapping[str, Any]) -> Iterator[Row]:
    for each in protocol["outputs"]:
        rejected = pages.number(each["rejected"])
        yield each["file"], each["format"], pages.number(each["rows"]), rejected, each["digest"]
        if each["rejected_file"]:
            yield each["rejected_file"], "rejected rows", rejected, "", each["rejected_digest"]


def _findings(protocol: Mapping[str, Any]) -> Iterator[Row]:
    for each in protocol["findings"]:
        found = kind(each["code"])
        told = found.message("en", each["field"] or UNTOLD, UNTOLD, UNTOLD)
        cost = label(found.outcome.value)
        yield each["of"], each["field"] or "", f"{told} ({found.code})", cost, pages.number(each["count"])


def _crosswalks(protocol: Mapping[str, Any]) -> Iterator[Row]:
    for each in protocol["crosswalks"]:
        counts = (pages.number(each[name]) for name in ("entries", "unknown", "unused"))
        more = " …" if each["unused"] > len(each["unused_keys"]) else ""
        yield each["name"], each["file"], *counts, ", ".join(map(pages.visible, each["unused_keys"])) + more


def _read(protocol: Mapping[str, Any]) -> Iterator[Row]:
    for source in protocol["sources"]:
        for each in source["tables"]:
            facts = ", ".join(f"{name} {value}" for name, value in each["facts"].items())
            counts = pages.number(each["rows"]), pages.number(each["rejected"])
            yield source["name"], each["file"], each["table"], *counts, each["source"], facts


def _digests(protocol: Mapping[str, Any]) -> Iterator[Row]:
    yield "delivery", "", protocol["delivery"]["digest"]
    yield from (("file of the delivery", each["name"], each["sha256"]) for each in protocol["delivery"]["files"])
    yield from ((each["role"], each["name"], each["sha256"]) for each in protocol["recipe"]["files"])
    yield from (("version", name, value) for name, value in protocol["versions"].items())
    yield from (("parameter", name, str(value)) for name, value in protocol["recipe"]["parameters"].items())
