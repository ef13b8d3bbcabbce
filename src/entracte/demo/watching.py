"""Whoever watches the demonstration."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever is told how far the story is: what begins, what is being done within it, and what is done."""

    def begin(self, what: str) -> None:
        """A step of the story begins."""

    def notice(self, what: str) -> None:
        """Something is being done within the step."""
