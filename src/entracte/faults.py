"""Faults: what stops a command, as opposed to findings, which are about data and never raise."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - "fault" is the glossary's word for it
    """A command cannot go on: wrong use, an unreadable file, a closed gate, a server away.

    `code` is stable, `message` says what, where and why, `hint` what to do next; `facts` are for `--json`.
    """

    def __init__(self, code: str, message: str, *, hint: str = "", **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.facts = facts

    def as_json(self) -> dict[str, object]:
        """The one shape in which every fault is shown to programs."""
        return {"fault": {"code": self.code, "message": self.message, "hint": self.hint, **self.facts}}


def near(name: str, candidates: list[str]) -> str:
    """A sentence naming the candidates closest to a mistyped name, or all of them when none is close."""
    from difflib import get_close_matches

    close = get_close_matches(name, candidates, n=3)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"Known: {', '.join(candidates)}."
