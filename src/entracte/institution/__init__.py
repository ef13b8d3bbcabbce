"""The target: contacts, settings and sales of institutions, one PostgreSQL database per environment.

The package is a Django app (models and migrations) with a plain side that never imports Django: environments, records
and exports read the same tables by SQL.
"""

from __future__ import annotations

from entracte.institution.standards import standard_values

__all__ = ["standard_values"]
