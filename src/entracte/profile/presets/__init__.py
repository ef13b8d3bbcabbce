"""Presets: kinds of system as data, how one is recognised, and which tables and columns mean what in it."""

from __future__ import annotations

from collections.abc import Iterable

from entracte.profile.model import DeliveryProfile
from entracte.profile.presets.fitting import PresetFit, RoleFit, fit
from entracte.profile.presets.model import PRESETS, Preset, all_presets

__all__ = [
    "PRESETS",
    "Preset",
    "PresetFit",
    "RoleFit",
    "all_presets",
    "fitting_presets",
    "preset_documents",
    "unproven_note",
]


def fitting_presets(profile: DeliveryProfile, delivered: Iterable[str] = ()) -> tuple[PresetFit, ...]:
    """How well each preset fits a delivery, the best first; `delivered` are the names of its files."""
    names = tuple(delivered)
    found = [fit(preset, profile, names) for preset in all_presets()]
    return tuple(sorted(found, key=lambda each: (each.verdict == "none", -each.score)))


def unproven_note(preset: Preset) -> str:
    """What must be said wherever a preset is shown that no real delivery has confirmed; empty for others."""
    if preset.proven is not False:
        return ""
    return f"Unproven: no real {preset.title} dump has been seen yet; confirm every table before you rely on it."


def preset_documents(found: Iterable[PresetFit]) -> list[dict[str, object]]:
    """The presets for programs: score, verdict and reasons, and by role the table with its columns."""
    return [
        {
            "name": each.preset.name,
            "title": each.preset.title,
            "about": each.preset.about,
            "proven": each.preset.proven,
            "note": unproven_note(each.preset),
            "score": each.score,
            "verdict": each.verdict,
            "reasons": list(each.reasons),
            "roles": [_role_document(role) for role in each.roles],
        }
        for each in found
    ]


def _role_document(role: RoleFit) -> dict[str, object]:
    return {
        "role": role.role,
        "target": role.target,
        "table": role.table,
        "score": role.score,
        "reasons": list(role.reasons),
        "columns": dict(role.columns),
        "fields": dict(role.fields),
        "others": [{"table": table, "score": score} for table, score in role.others],
    }
