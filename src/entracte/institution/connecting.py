"""Connections to a target's database, and what to tell when there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from entracte.faults import Fault

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection

CONNECT_WITHIN_S = 10
SCHEMES = ("postgresql", "postgres")
EXAMPLE = "postgresql://user:password@host:5432/database"

DRIVERS = ("adbc_driver_manager", "psycopg")
LOST = ("57P01", "57P02", "57P03")
"""SQLSTATEs of a server that is shutting down; class 08 is a connection that broke."""
LOST_MESSAGES = (
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "connection to server",
    "could not receive data from server",
    "could not send data to server",
    "SSL connection has been closed",
    "connection not open",
)


def connect(uri: str, name: str, *, autocommit: bool = False) -> Connection:
    """Connect to the database of the environment `name`; raises a fault saying what to check."""
    from adbc_driver_manager import Error
    from adbc_driver_postgresql import dbapi

    try:
        return dbapi.connect(uri, autocommit=autocommit)
    except Error as error:
        raise fault_of_refused_connection(str(error), uri, name) from error


def checked_uri(url: str, name: str) -> str:
    """The address with a limit on connecting; raises a fault unless it is a PostgreSQL URL naming a database."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _bad_url(name, str(error)) from error
    if parts.scheme not in SCHEMES:
        raise _bad_url(name, f"it begins with {parts.scheme + ':' if parts.scheme else 'no scheme'}")
    if not parts.path.strip("/") and "dbname=" not in parts.query:
        raise _bad_url(name, "it names no database")
    if "connect_timeout=" in parts.query:
        return url
    return f"{url}{'&' if parts.query else '?'}connect_timeout={CONNECT_WITHIN_S}"


def without_password(url: str) -> str:
    """The address as it may be shown."""
    url = re.sub(r"(?<=[?&])(password|sslpassword)=[^&]*", r"\1=***", url)
    return re.sub(r"(?<=://)([^/@:?]*):[^/?]*@", r"\1:***@", url)


def fault_of_refused_connection(said: str, uri: str, name: str) -> Fault:
    """What to tell when connecting failed, from what libpq said."""
    address = without_password(uri)
    setting = f"ENTRACTE_{name.upper()}_URL, or [environments] {name} in entracte.toml"
    if "authentication failed" in said or "no password supplied" in said:
        return Fault(
            "server-refused",
            f"The server of {name} does not accept this user and password ({address}).",
            hint=f"Check them in {setting}.",
        )
    if re.search(r'database "[^"]*" does not exist', said):
        return Fault(
            "no-database",
            f"The server of {name} has no such database ({address}).",
            hint=f"Create it, or check {setting}.",
        )
    if "invalid" in said and ("URI" in said or "connection option" in said):
        return _bad_url(name, "libpq cannot read it")
    return Fault(
        "server-away",
        f"The server of {name} cannot be reached ({address}): {_reason(said)}",
        hint=f"Is it running, and can this machine reach it? Its address comes from {setting}.",
    )


def fault_of_lost_connection(error: Exception, name: str) -> Fault | None:
    """The fault for an error that means the server went away or has no room; none for any other error."""
    state = getattr(error, "sqlstate", None) or ""
    if type(error).__module__.split(".")[0] not in DRIVERS:
        return None
    said = str(error)
    if state == "53100" or "No space left on device" in said:
        return Fault(
            "server-full", f"The disk of the server of {name} is full.", hint="Nothing was changed. Make room."
        )
    if state in LOST or state.startswith("08") or any(message in said for message in LOST_MESSAGES):
        return Fault(
            "server-away",
            f"The server of {name} went away: {_reason(said)}",
            hint="Nothing was changed unless the command had said so. Run it again when the server is back.",
        )
    return None


def _bad_url(name: str, why: str) -> Fault:
    return Fault(
        "bad-url",
        f"The address of {name} is not a PostgreSQL URL: {why}.",
        hint=f"It looks like {EXAMPLE}.",
    )


def _reason(said: str) -> str:
    """The last sentence libpq said: the one that holds the reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else said
