"""Addresses of live databases: `postgresql://user@host:5432/database`, never with a password in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from entracte.faults import Fault, near
from entracte.sources.options import PASSWORD_VARIABLE

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SECRET = re.compile(r"pass|pwd|secret|token", re.IGNORECASE)


@dataclass(frozen=True)
class Server:
    """A kind of server: its name, its usual port, an example of an address, and the options an address may carry."""

    name: str
    port: int
    example: str
    options: frozenset[str] = frozenset()


POSTGRESQL = Server(
    "postgresql",
    5432,
    "postgresql://user@host:5432/database",
    frozenset({"sslmode", "sslrootcert", "connect_timeout"}),
)
MYSQL = Server("mysql", 3306, "mysql://user@host:3306/database", frozenset({"tls", "ca", "connect_timeout"}))
SQL_SERVER = Server("sql-server", 1433, "mssql://user@host:1433/database", frozenset({"tls", "connect_timeout"}))
ORACLE = Server("oracle", 1521, "oracle://user@host:1521/service", frozenset({"tls", "schema", "connect_timeout"}))
FILEMAKER = Server("filemaker", 443, "fmodata://user@host/database", frozenset({"ca", "connect_timeout"}))

SERVERS = {
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "mssql": SQL_SERVER,
    "sqlserver": SQL_SERVER,
    "oracle": ORACLE,
    "fmodata": FILEMAKER,
}
"""The schemes of addresses."""


@dataclass(frozen=True)
class Address:
    """Where a database is and who reads it; `host` is empty for the one of this machine."""

    scheme: str
    user: str
    host: str
    port: int
    database: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> Server:
        """The kind of server."""
        return SERVERS[self.scheme]

    @property
    def place(self) -> str:
        """Host and port as one writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host or "localhost"
        return f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The address as it is shown and kept."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        return f"{self.scheme}://{user}{self.place}/{quote(self.database, safe='')}"

    @property
    def timeout(self) -> int:
        """Seconds within which the server must answer the first call."""
        told = self.options.get("connect_timeout", "10")
        if not told.isdecimal() or not 0 < int(told) < 1000:
            raise _bad_url(self.server, f"connect_timeout is {told}, not a number of seconds")
        return int(told)


def is_address(delivery: str) -> bool:
    """Whether what a user names is an address rather than a file."""
    return _URL.match(delivery) is not None


def parse_address(url: str) -> Address:
    """The address that a user wrote.

    Raises the faults `bad-url` and `password-in-url`; neither quotes what could be a password.
    """
    match = _URL.match(url)
    scheme = match[1].lower() if match else ""
    if scheme not in SERVERS:
        raise Fault(
            "bad-url",
            f"Databases of the kind {scheme!r} are not read.",
            hint=f"{near(scheme, sorted(SERVERS))} For files, name a file, a folder or a .zip.",
        )
    server = SERVERS[scheme]
    try:
        parts = urlsplit(url)
        port = parts.port or server.port
        host = parts.hostname or ""
    except ValueError:
        raise _bad_url(server, "host or port cannot be read") from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password or any(_SECRET.search(name) for name in options) or parts.netloc.count("@") > 1:
        raise Fault(
            "password-in-url",
            "The address holds a password, which every user of this machine could see and the shell remembers. "
            "Nothing was read.",
            hint=f"Leave it out: set {PASSWORD_VARIABLE} instead, or be asked for it. Then change that password.",
        )
    unknown = set(options) - server.options
    if unknown or parts.fragment:
        known = ", ".join(sorted(server.options))
        what = f"no option {', '.join(sorted(unknown))} is known, only {known}" if unknown else "it holds a #"
        raise _bad_url(server, what)
    database = unquote(parts.path.removeprefix("/").removesuffix("/"))
    if not database:
        raise _bad_url(server, "it names no database")
    return Address(scheme, unquote(parts.username or ""), unquote(host), port, database, options)


def _bad_url(server: Server, why: str) -> Fault:
    return Fault("bad-url", f"This is no address of a database: {why}.", hint=f"It looks like {server.example}.")
