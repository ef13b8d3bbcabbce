"""The oracle: a naive, row-by-row interpreter of the contact import, derived from the specification alone.

It is the independent check of invariant 5 ("row-by-row equivalence"). Start reading in `interpreter.py`.
"""

from tests.oracle.findings import Finding, Outcome
from tests.oracle.interpreter import ImportResult, Target
from tests.oracle.settings import Criterion, Institution, StructureType

__all__ = ["Criterion", "Finding", "ImportResult", "Institution", "Outcome", "StructureType", "Target"]
