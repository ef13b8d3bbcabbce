"""A delivery becomes formatted files: recipe, plan, run, protocol, replay; for the command line and the portal."""

from __future__ import annotations

from entracte.transformation.checking import Checked, check_recipe
from entracte.transformation.drafting import draft_recipe
from entracte.transformation.planning import Explained, explain, plan_document, preview_rows
from entracte.transformation.preparing import Asked
from entracte.transformation.replaying import Replayed, replay
from entracte.transformation.running import Transformed, transform

__all__ = [
    "Asked",
    "Checked",
    "Explained",
    "Replayed",
    "Transformed",
    "check_recipe",
    "draft_recipe",
    "explain",
    "plan_document",
    "preview_rows",
    "replay",
    "transform",
]
