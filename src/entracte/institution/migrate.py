"""Bringing an environment's schema up to date; Django is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from entracte.faults import Fault

APP = "institution"
ALIAS = "entracte-target"
LOCK = 4_911_302_076
"""Key of the advisory lock that lets one process at a time change the schema."""


def known_migrations() -> set[str]:
    """The names of the migrations this version ships."""
    return {file.stem for file in Path(__file__).with_name("migrations").glob("[0-9]*.py")}


def is_up_to_date(recorded: set[str], name: str) -> bool:
    """Whether an environment's recorded migrations are this version's.

    Raises a fault when a newer version of Entracte changed the environment `name`.
    """
    known = known_migrations()
    if recorded - known:
        raise Fault(
            "environment-newer",
            f"The environment {name} was made by a newer version of Entracte ({', '.join(sorted(recorded - known))}).",
            hint="Upgrade Entracte on this machine.",
        )
    return recorded == known


def apply_migrations(uri: str) -> None:
    """Apply what is missing; a second process waits for the first and then finds nothing to do."""
    import django
    from django.conf import settings
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    if not settings.configured:
        settings.configure(INSTALLED_APPS=["entracte.institution"], DATABASES={}, USE_TZ=True)
        django.setup()
    connection = _connection(uri)
    connections[ALIAS] = connection
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        executor = MigrationExecutor(connection)
        executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] == APP])
    finally:
        connection.close()
        del connections[ALIAS]


def _connection(uri: str) -> Any:
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(uri)
    name = told.pop("dbname", None)
    settings = {"ENGINE": "django.db.backends.postgresql", "NAME": name, "OPTIONS": told}
    return DatabaseWrapper(connections.configure_settings({"default": settings})["default"], alias=ALIAS)
