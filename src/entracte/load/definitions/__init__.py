"""Importing settings: institutions, organizations, values, criteria, structure types (catalogue.md, D26 to D28, D68).

`plan_definitions` says what a checked file does to the target, row by row in result and whole columns in execution;
its `apply` does it; `undo_definitions` takes an import back.
"""

from entracte.load.definitions.plan import DefinitionPlan, plan_definitions
from entracte.load.definitions.undo import KeptDefinition, UndoneDefinitions, undo_definitions

__all__ = ["DefinitionPlan", "KeptDefinition", "UndoneDefinitions", "plan_definitions", "undo_definitions"]
