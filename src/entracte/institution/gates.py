"""The gate of preproduction: contacts are rehearsed against production's settings, or not at all (D30)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entracte.faults import Fault

if TYPE_CHECKING:
    from entracte.institution.environments import Environment


@dataclass(frozen=True)
class _Settings:
    """When an institution's settings changed last, and what the source of their last copy said when it was copied."""

    changed: str
    copied_from: str | None
    copied: str | None


def settings_copied_after_last_change(preprod: Environment, prod: Environment, institution: str) -> bool:
    """Whether the institution's settings in `preprod` are a copy of those in `prod`, changed on neither side since.

    A copy carries the source's moment of change along, so that clocks of two servers are never compared.
    """
    return preproduction_gate(preprod, prod, institution) is None


def preproduction_gate(preprod: Environment, prod: Environment, institution: str) -> Fault | None:
    """The fault that an import of contacts into `preprod` must raise, or none where it may go on (D30, record 0002).

    Settings may be imported at any time; this is not asked for them.
    """
    theirs, ours = _settings_of(prod, institution), _settings_of(preprod, institution)
    copy = f"entracte environment copy {prod.name} {preprod.name}"
    if theirs is None:
        return Fault(
            "settings-not-copied",
            f"{institution} has no settings in {prod.name}: there is nothing yet that {preprod.name} could rehearse.",
            hint=f"Import its settings into {prod.name}, then: {copy}.",
        )
    if ours is None or ours.copied is None or ours.copied_from != prod.name:
        return Fault(
            "settings-not-copied",
            f"The settings of {institution} were never copied from {prod.name} to {preprod.name}.",
            hint=f"First: {copy}.",
        )
    if ours.copied != theirs.changed:
        return Fault(
            "settings-not-copied",
            f"The settings of {institution} changed in {prod.name} after they were copied to {preprod.name}.",
            hint=f"Copy them again: {copy}.",
        )
    if ours.changed != ours.copied:
        return Fault(
            "settings-not-copied",
            f"The settings of {institution} changed in {preprod.name} after they were copied from {prod.name}.",
            hint=f"Make the change in {prod.name}, then: {copy}.",
        )
    return None


def _settings_of(environment: Environment, institution: str) -> _Settings | None:
    query = """
        SELECT (institution.settings_changed_at AT TIME ZONE 'UTC')::text, source,
            (settings_copy.settings_changed_at AT TIME ZONE 'UTC')::text
        FROM institution LEFT JOIN settings_copy ON settings_copy.institution = code
        WHERE code = $1
    """
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute(query, (institution,))
        found = cursor.fetchone()
    return _Settings(*found) if found else None
