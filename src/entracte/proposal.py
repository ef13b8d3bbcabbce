"""The proposal for a delivery: what can be migrated, the work found, the plan back from the milestone, the price."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from entracte.engine import Engine
from entracte.faults import Fault
from entracte.findings import known_language
from entracte.inspection import Registered, profile_delivery
from entracte.profile import DeliveryProfile
from entracte.profile.presets import PresetFit, fitting_presets, preset_documents, unproven_note
from entracte.profile.quote import (
    Estimate,
    Plan,
    RateCard,
    Work,
    estimate,
    example_rates,
    plan,
    quantities,
    read_rates,
    work_found,
)
from entracte.report.files import whole_files
from entracte.settings import Settings

__all__ = ["check_proposal_paths", "milestone_of", "proposal_files", "propose", "write_proposal"]

_PAGES = (".html", ".htm")
_WORKBOOK = ".xlsx"
_SURE = 0.6
_VERDICTS = frozenset({"likely", "possible"})


def milestone_of(told: str | None) -> date | None:
    """The milestone that a person names, as 2027-01-15 or 15.01.2027. Raises the fault `bad-milestone`."""
    if told is None:
        return None
    from datetime import datetime

    for spelling in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(told.strip(), spelling).date()
        except ValueError:
            continue
    raise Fault(
        "bad-milestone", f"{told!r} is no date for a milestone.", hint="Write a day of the calendar as 2027-01-15."
    )


def proposal_files(output: Path) -> tuple[Path, Path]:
    """The page and the workbook beside it, whichever of them `output` names. Raises `unknown-proposal-format`."""
    if output.suffix.lower() in _PAGES:
        return output, output.with_suffix(_WORKBOOK)
    if output.suffix.lower() == _WORKBOOK:
        return output.with_suffix(_PAGES[0]), output
    raise Fault(
        "unknown-proposal-format",
        f"A proposal cannot be written as {output.name}.",
        hint="End its name in .html or .xlsx; the other one is written beside it.",
    )


def check_proposal_paths(output: Path, read: tuple[Path, ...]) -> None:
    """Refuse, before any work is done, a proposal that could not be written or would write over what is read.

    Raises the faults `unknown-proposal-format`, `no-folder` and `proposal-is-input`.
    """
    files = proposal_files(output)
    if not output.parent.is_dir():
        raise Fault("no-folder", f"There is no folder {output.parent} to write to.", hint="Make it first.")
    for file in files:
        if file.is_dir():
            raise Fault("no-folder", f"{file} is a folder.", hint="Name a file, for example proposal.html in it.")
        if any(file.resolve() == each.resolve() for each in read):
            raise Fault("proposal-is-input", f"The proposal would write over {file}, which is read.", hint=_OTHER_NAME)


_OTHER_NAME = "Give -o another name: the page and the workbook beside it share theirs."


def propose(  # noqa: PLR0917
    settings: Settings,
    registered: Registered,
    milestone: date | None = None,
    rates: Path | None = None,
    institution: str | None = None,
    today: date | None = None,
    notice: Callable[[str], None] = lambda what: None,
) -> dict[str, Any]:
    """The proposal as one document, without a value of a person. `today` is the day from which lateness is told.

    Raises the faults of the rate card.
    """
    card = read_rates(rates) if rates is not None else example_rates()
    profile = profile_delivery(settings, registered, notice)
    presets = fitting_presets(profile, [each.name for each in registered.files])
    chosen = next((each for each in presets if each.verdict in _VERDICTS), None)
    with Engine(settings.work, settings.memory_limit) as engine:
        work = work_found(
            engine, profile, chosen, lambda name: registered.data(registered.table(name)), _sales(presets[0]), notice
        )
    today = today or date.today()
    document = {
        "delivery": registered.name,
        "digest": registered.digest,
        "institution": institution,
        "made": today.isoformat(),
        "totals": _totals(registered, profile, work),
        "preset": _preset(chosen),
        "presets": preset_documents(presets),
        **_work(work),
        "plan": _plan(plan(milestone, today)),
        "estimate": _estimate(estimate(card, quantities(work))),
    }
    told: dict[str, Any] = json.loads(json.dumps(document))  # lists as programs read them, whoever asks
    return told


def write_proposal(document: dict[str, Any], output: Path, language: str) -> tuple[Path, Path]:
    """Write the page and the workbook, both or none; their paths. Raises the faults `disk` and `unknown-language`."""
    from entracte.report.proposal.page import proposal_page
    from entracte.report.proposal.workbook import write_proposal_workbook

    known_language(language)
    page, workbook = proposal_files(output)
    with whole_files(page, workbook) as (page_part, workbook_part):
        page_part.write_text(proposal_page(document, language, workbook.name), encoding="utf-8")
        write_proposal_workbook(workbook_part, document, language)
    return page, workbook


def _sales(best: PresetFit) -> frozenset[str]:
    """The tables that look like orders or tickets, even where the whole looks like no ticketing system."""
    return frozenset(
        each.table for each in best.roles if each.table and each.role in {"order", "ticket"} and each.score >= _SURE
    )


def _totals(registered: Registered, profile: DeliveryProfile, work: Work) -> dict[str, Any]:
    return {
        "files": len(registered.files),
        "tables": len(registered.tables),
        "rows": sum(each.rows for each in registered.tables),
        "rejected": registered.rejected,
        "columns": sum(len(each.columns) for each in profile.tables),
        "migrated_tables": sum(each.available for each in work.destinations),
        "migrated_rows": sum(each.rows for each in work.destinations if each.available),
    }


def _preset(chosen: PresetFit | None) -> dict[str, Any] | None:
    """The preset that the proposal goes by, for its page."""
    if chosen is None:
        return None
    return {
        "name": chosen.preset.name,
        "title": chosen.preset.title,
        "proven": chosen.preset.proven,
        "note": unproven_note(chosen.preset),
        "score": chosen.score,
        "verdict": chosen.verdict,
        "roles": [{"role": each.role, "table": each.table, "score": each.score} for each in chosen.roles if each.table],
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "destinations": [asdict(each) for each in work.destinations],
        "left_out": [{"table": each.name, "rows": each.rows} for each in work.left_out],
        "sales": [asdict(each) for each in work.services],
        "crosswalks": [asdict(each) for each in work.crosswalks],
        "cleaning": [asdict(each) for each in work.cleaning],
        "duplicates": [asdict(each) for each in work.duplicates],
        "sensitive": [asdict(each) for each in work.sensitive],
    }


def _plan(found: Plan) -> dict[str, Any]:
    return {
        "milestone": found.milestone and found.milestone.isoformat(),
        "today": found.today.isoformat(),
        "past": found.past,
        "late": found.late,
        "earliest": found.earliest.isoformat(),
        "steps": [
            {
                **asdict(each),
                "first": each.first and each.first.isoformat(),
                "last": each.last and each.last.isoformat(),
            }
            for each in found.steps
        ],
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    card: RateCard = found.card
    return {
        "rates": {"source": card.source, "name": card.name, "example": card.example},
        "currency": card.currency,
        "lines": [_numbers(asdict(each)) for each in found.lines],
        **_numbers(
            {
                "hours": found.hours,
                "subtotal": found.subtotal,
                "contingency_percent": card.contingency,
                "contingency": found.contingency,
                "net": found.net,
                "vat_percent": card.vat,
                "vat": found.vat,
                "total": found.total,
                "options": found.options,
            }
        ),
    }


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    return {name: float(each) if isinstance(each, Decimal) else each for name, each in told.items()}
