"""`entracte demo`: the whole story on the bundled venue, then where to look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from entracte.cli.options import Language


def demo(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for the venue's files and the logs.")
    ] = Path("entracte-demo"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget everything in dev first, whoever brought it there.")
    ] = False,
    language: Language = None,
) -> None:
    """Set a bundled venue up in dev, import its dirty contact files, and say what became of them."""
    from entracte.cli.progress import shown_progress
    from entracte.demo.story import STEPS, play
    from entracte.demo.telling import print_story
    from entracte.faults import Fault
    from entracte.findings import known_language
    from entracte.settings import load_settings

    settings = load_settings()
    language = known_language(language or settings.language)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Fault(
            "no-folder", f"The folder {output} cannot be made: {error.strerror}.", hint="Name another with -o."
        ) from error
    with shown_progress(STEPS) as progress:
        story = play(settings, output, progress, language=language, fresh=fresh)
    print_story(story)
