"""`entracte propose`: what can be migrated, the work found, the plan and the price, as a page and a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entracte.cli import options
from entracte.cli.output import DONE, DONE_WITH_REJECTED_ROWS


def propose(  # noqa: PLR0917
    delivery: Annotated[str, typer.Argument(help="A file, a folder, or a .zip of them, or a database.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The page (.html); a workbook (.xlsx) is written beside it.")
    ],
    milestone: Annotated[
        str | None, typer.Option("--milestone", help="Milestone J, the day of going live: 2027-01-15.")
    ] = None,
    rates: Annotated[Path | None, typer.Option("--rates", help="The rate card; else an example, said as such.")] = None,
    institution: Annotated[str | None, typer.Option("--institution", help="The customer's name, for the page.")] = None,
    language: options.Language = None,
    header: Annotated[
        str | None, typer.Option("--header", help="The row that holds the titles (as Excel numbers it), or none.")
    ] = None,
    encoding: options.Encoding = None,
    separator: options.Separator = None,
    as_json: options.AsJson = False,
) -> None:
    """Propose the work for a delivery: what goes where, crosswalks, cleaning, duplicates, plan and price."""
    from entracte.cli.output import print_json
    from entracte.cli.reading import read_delivery
    from entracte.cli.running import told_progress
    from entracte.findings import known_language
    from entracte.proposal import check_proposal_paths, milestone_of, write_proposal
    from entracte.proposal import propose as propose_work
    from entracte.settings import load_settings

    settings = load_settings()
    chosen = known_language(language or settings.language)
    day = milestone_of(milestone)
    check_proposal_paths(output, (Path(delivery), *([rates] if rates else [])))
    registered = read_delivery(settings, delivery, encoding=encoding, separator=separator, header=header)
    with told_progress() as notice:
        document = propose_work(settings, registered, day, rates, institution, notice=notice)
    page, workbook = write_proposal(document, output, chosen)
    if as_json:
        print_json({**document, "language": chosen, "page": str(page), "workbook": str(workbook)})
    else:
        _tell(document, chosen, page, workbook)
    raise typer.Exit(DONE_WITH_REJECTED_ROWS if registered.rejected else DONE)


def _tell(document: dict[str, object], language: str, page: Path, workbook: Path) -> None:
    """The sentences that open the page, for who does not want to open it."""
    from entracte.cli.output import print_lines
    from entracte.report.proposal.words import Words, summary, system, warnings

    words = Words(language)
    print_lines([*summary(document, words), system(document, words), *warnings(document, words)])
    print_lines([str(page), str(workbook)])
