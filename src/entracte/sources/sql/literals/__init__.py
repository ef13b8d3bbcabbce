"""Literals that are more than a quoted text or a number: what they say, as text, without running anything."""

from entracte.sources.sql.literals.cells import Evaluated, evaluate_cells

__all__ = ["Evaluated", "evaluate_cells"]
