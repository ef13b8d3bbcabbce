"""The protocol of a transformation as a page for the quality reviewer: one file, no script, nothing loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1.5rem;color:#1b1b1f;background:#fff}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid #c8c8d0}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #e2e2e8}
th{background:#f2f2f6;font-weight:600}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
code,.text{font-family:ui-monospace,monospace;font-size:.85rem;overflow-wrap:anywhere}
.flag{background:#fff1d6}.flag td:first-child{border-left:.3rem solid #b25e00}
.note{border-left:.3rem solid #b25e00;background:#fff1d6;padding:.5rem 1rem;margin:.5rem 0}
.fine{border-left:.3rem solid #1d6b3a;background:#e9f6ee;padding:.5rem 1rem;margin:.5rem 0}
.digest{font-family:ui-monospace,monospace;font-size:.8rem;overflow-wrap:anywhere;color:#4a4a55}
.scroll{overflow-x:auto}details{margin:.5rem 0}pre{background:#f6f6f9;padding:.75rem;overflow-x:auto;font-size:.8rem}
@media print{body{max-width:none;padding:0}details{display:none}}
"""


def protocol_page(protocol: Mapping[str, Any]) -> str:
    """The page of a protocol; the same protocol gives the same page."""
    recipe = protocol["recipe"]
    parts = [
        f"<h1>Protocol: {_text(recipe['name'])}</h1>",
        f"<p>What was done to the delivery, step by step. {_when(protocol)}</p>",
        "<p>Sign this digest; it covers everything on this page but times, paths and the machine:<br>"
        f"<span class=digest>{_text(protocol['digest'])}</span></p>",
        _sample(protocol),
        _attention(protocol),
        "<h2>Files written</h2>",
        _outputs(protocol),
        *_findings(protocol),
        "<h2>Steps</h2>",
        "<p>A step is counted by the rows in which its result differs from what it was given. A formula is counted "
        "against "
        "the column that it reads and changes least. Samples are masked: letters are X and x, digits 9.</p>",
        *_steps(protocol),
        *_crosswalks(protocol),
        "<h2>What was read</h2>",
        _sources(protocol),
        "<h2>Digests and versions</h2>",
        _digests(protocol),
        "<h2>What the engine computed</h2>",
        *_statements(protocol),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Protocol: {_text(recipe['name'])}</title><style>{_STYLE}</style></head><body><main>\n"
        + "\n".join(filter(None, parts))
        + "\n</main></body></html>\n"
    )


def _when(protocol: Mapping[str, Any]) -> str:
    told = protocol["circumstances"]
    return f"Run on {_text(told['started'])}, in {told['seconds']:.1f} seconds."


def _sample(protocol: Mapping[str, Any]) -> str:
    sample = protocol["options"]["sample"]
    if sample is None:
        return ""
    return f"<p class=note>This is a sample of {sample} rows of each output, not the whole delivery.</p>"


def _attention(protocol: Mapping[str, Any]) -> str:
    flagged = [step for step in protocol["steps"] if step["flagged"]]
    told = [f"<li>{_text(each)}</li>" for each in protocol["warnings"]]
    warnings = f"<div class=note><strong>Warnings of the plan</strong><ul>{''.join(told)}</ul></div>" if told else ""
    if not flagged:
        return f"<p class=fine>No step is confined to so few rows that it amounts to naming them.</p>{warnings}"
    items = "".join(
        f"<li><a href=#step{step['number']}>Step {step['number']}</a>, {_text(step['of'])}"
        f"{' · ' + _text(step['writes'][0]) if step['writes'] else ''}: <code>{_text(step['text'])}</code> singles out "
        f"{_rows(step['fewest'])} of {_number(step['rows_in'])}.</li>"
        for step in flagged
    )
    return (
        "<div class=note><strong>Look at these steps: they touch so few rows that they may amount to naming "
        "one.</strong>"
        f"<ul>{items}</ul></div>{warnings}"
    )


def _outputs(protocol: Mapping[str, Any]) -> str:
    rows = []
    for each in protocol["outputs"]:
        rows.append(
            (each["file"], each["format"], _number(each["rows"]), _number(each["rejected"]), _digest(each["digest"]))
        )
        if each["rejected_file"]:
            rows.append(
                (
                    each["rejected_file"],
                    "rejected rows",
                    _number(each["rejected"]),
                    "",
                    _digest(each["rejected_digest"]),
                )
            )
    return _table(("File", "Format", "#Rows", "#Rejected", "Digest"), rows)


def _findings(protocol: Mapping[str, Any]) -> list[str]:
    if not protocol["findings"]:
        return ["<h2>Findings</h2>", "<p class=fine>None.</p>"]
    rows = [
        (each["of"], each["field"] or "", each["code"], each["outcome"], _number(each["count"]))
        for each in protocol["findings"]
    ]
    file = f"<p>Row by row in <code>{_text(protocol['findings_file'])}</code>.</p>" if protocol["findings_file"] else ""
    return ["<h2>Findings</h2>", _table(("Of", "Column", "Finding", "What it costs", "#Count"), rows), file]


def _steps(protocol: Mapping[str, Any]) -> list[str]:
    parts: list[str] = []
    for of in dict.fromkeys(step["of"] for step in protocol["steps"]):
        steps = [step for step in protocol["steps"] if step["of"] == of]
        parts.append(f"<h3>{_text(of)}</h3>")
        parts.append(_steps_table(steps))
    return parts


def _steps_table(steps: Iterable[Mapping[str, Any]]) -> str:
    head = "".join(
        f"<th{' class=n' if name.startswith('#') else ''}>{name.lstrip('#')}</th>"
        for name in (
            "#Step",
            "Column",
            "What is done",
            "Reads",
            "#Rows in",
            "#Rows out",
            "#Changed",
            "#Share",
            "Before → after",
        )
    )
    body = "".join(_step_row(step) for step in steps)
    return f"<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _step_row(step: Mapping[str, Any]) -> str:
    samples = "<br>".join(
        f"<span class=text>{_cell(each['before'])} → {_cell(each['after'])}</span>" for each in step["samples"]
    )
    cells = (
        f"<td class=n>{step['number']}</td><td>{_text(', '.join(step['writes']))}</td>"
        f"<td><span class=text>{_text(step['text'])}</span><br>"
        f"<small>{_text(step['file'])}, line {step['line']}</small></td>"
        f"<td class=text>{_text(', '.join(step['reads']))}</td>"
        f"<td class=n>{_number(step['rows_in'])}</td><td class=n>{_number(step['rows_out'])}</td>"
        f"<td class=n>{_number(step['rows_changed'])}</td><td class=n>{step['share']:.1%}</td><td>{samples}</td>"
    )
    flag = " class=flag" if step["flagged"] else ""
    return f"<tr id=step{step['number']}{flag}>{cells}</tr>"


def _crosswalks(protocol: Mapping[str, Any]) -> list[str]:
    if not protocol["crosswalks"]:
        return []
    rows = [
        (
            each["name"],
            each["file"],
            _number(each["entries"]),
            _number(each["unknown"]),
            _number(each["unused"]),
            ", ".join(each["unused_keys"]) + (" …" if each["unused"] > len(each["unused_keys"]) else ""),
        )
        for each in protocol["crosswalks"]
    ]
    heads = ("Crosswalk", "File", "#Entries", "#Unknown values", "#Unused entries", "Unused")
    return ["<h2>Crosswalks</h2>", _table(heads, rows)]


def _sources(protocol: Mapping[str, Any]) -> str:
    rows = []
    for source in protocol["sources"]:
        for each in source["tables"]:
            facts = ", ".join(f"{name} {value}" for name, value in each["facts"].items())
            rows.append(
                (
                    source["name"],
                    each["file"],
                    each["table"],
                    _number(each["rows"]),
                    _number(each["rejected"]),
                    each["source"],
                    facts,
                )
            )
    return _table(("Source", "File", "Table", "#Rows", "#Not read", "Kind", "How it was read"), rows)


def _digests(protocol: Mapping[str, Any]) -> str:
    rows = [("delivery", "", _digest(protocol["delivery"]["digest"]))]
    rows += [("file of the delivery", each["name"], _digest(each["sha256"])) for each in protocol["delivery"]["files"]]
    rows += [(each["role"], each["name"], _digest(each["sha256"])) for each in protocol["recipe"]["files"]]
    rows += [("version", name, _digest(value)) for name, value in protocol["versions"].items()]
    rows += [("parameter", name, _text(value)) for name, value in protocol["recipe"]["parameters"].items()]
    return _table(("What", "Name", "Digest or version"), rows)


def _statements(protocol: Mapping[str, Any]) -> list[str]:
    return [
        f"<details><summary>{_text(name)}</summary><pre>{_text(text)}</pre></details>"
        for name, text in protocol["sql"].items()
    ]


class _Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table; a heading that begins with # is of numbers."""
    numeric = [head.startswith("#") for head in heads]
    head = "".join(
        f"<th{' class=n' if n else ''}>{_text(name.lstrip('#'))}</th>" for n, name in zip(numeric, heads, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if n else ''}>{_text(cell)}</td>" for n, cell in zip(numeric, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return f"<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _text(text: object) -> str:
    return text if isinstance(text, _Markup) else escape(str(text))


def _digest(digest: str | None) -> str:
    return _Markup(f"<span class=digest>{escape(digest or '')}</span>")


def _cell(text: str | None) -> str:
    if text is None:
        return "<em>blank</em>"
    inner = text.strip(" ")
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return escape("␣" * before + inner + "␣" * after if inner else "␣" * len(text))


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}".replace(",", "\u202f")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
