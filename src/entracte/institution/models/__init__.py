"""The target's schema as Django models: the source of its migrations, its admin and its permissions.

Bulk work never goes through them: it is SQL on the same tables. Every table holding an institution's data has a
row-level security policy (migration 0002, invariant 12).
"""

from entracte.institution.models.contact import Contact
from entracte.institution.models.journal import ContactBefore, DefinitionBefore, Import, SettingsCopy, Suppressed
from entracte.institution.models.sales import SalesOrder, Ticket
from entracte.institution.models.settings import (
    Criterion,
    CriterionElement,
    Institution,
    ListValue,
    Organization,
    StructureType,
)

__all__ = [
    "Contact",
    "ContactBefore",
    "Criterion",
    "CriterionElement",
    "DefinitionBefore",
    "Import",
    "Institution",
    "ListValue",
    "Organization",
    "SalesOrder",
    "SettingsCopy",
    "StructureType",
    "Suppressed",
    "Ticket",
]
