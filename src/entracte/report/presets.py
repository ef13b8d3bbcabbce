"""Which kind of system a delivery looks like, in sentences for the terminal and the page of an inspection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_VERDICTS = {
    "likely": "The delivery looks like: {title} ({score} of what tells it is there).",
    "possible": "The delivery may be: {title} ({score} of what tells it is there).",
    "weak": "The delivery hardly looks like: {title} ({score} of what tells it is there: weak).",
}


def opening(presets: Sequence[Mapping[str, Any]]) -> str:
    """What the delivery looks like, in one sentence; honest where it looks like nothing known."""
    best = presets[0]
    score = f"{best['score']:.0%}"
    if best["verdict"] == "none":
        return f"The delivery looks like no ticketing system that is known ({best['title']}: {score})."
    return _VERDICTS[best["verdict"]].format(title=best["title"], score=score)


def notes(presets: Sequence[Mapping[str, Any]]) -> list[str]:
    """What must be said of the best preset, and which others fit in part; those unproven are always said to be."""
    best, *others = presets
    told = []
    if best["verdict"] != "none":
        told += [best["note"]] if best["note"] else []
        why = "; ".join(best["reasons"])
        told.append(f"{why[:1].upper()}{why[1:]}.")
    for each in others:
        if each["verdict"] != "none":
            unproven = ", unproven" if each["proven"] is False else ""
            told.append(f"Also {each['title']}: {each['score']:.0%}, {each['verdict']}{unproven}.")
    return told


def roles(presets: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str, str]]:
    """By role of the best preset its table, how sure that is, and why; nothing where none fits."""
    best = presets[0]
    if best["verdict"] == "none":
        return []
    return [
        (each["role"], each["table"], f"{each['score']:.0%}", "; ".join(each["reasons"]))
        for each in best["roles"]
        if each["table"]
    ]


def lines(presets: Sequence[Mapping[str, Any]]) -> list[str]:
    """All of it, line by line."""
    told = [opening(presets), *(f"  {each}" for each in notes(presets))]
    return told + [f"  {role}: {table} ({score}): {why}" for role, table, score, why in roles(presets)]
