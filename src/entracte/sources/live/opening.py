"""Which module reads which kind of server."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module

from entracte.sources.live.address import FILEMAKER, MYSQL, ORACLE, POSTGRESQL, SQL_SERVER, Address
from entracte.sources.live.database import Database, Notice
from entracte.sources.live.reader import LiveReader
from entracte.sources.options import PASSWORD_VARIABLE, SourceOptions

_OPENED_BY = {
    POSTGRESQL.name: ("postgresql", "PostgresqlDatabase"),
    MYSQL.name: ("mysql", "MysqlDatabase"),
    SQL_SERVER.name: ("sqlserver", "SqlServerDatabase"),
    ORACLE.name: ("oracle", "OracleDatabase"),
    FILEMAKER.name: ("filemaker", "FilemakerDatabase"),
}


def open_live(address: Address, options: SourceOptions, notice: Notice = lambda what: None) -> LiveReader:
    """Connect, take the snapshot, and give a reader of it; whoever opens it closes it.

    The password is the one told, else that of the environment, else none: servers that ask for none need none. Raises
    the faults `server-away`, `password-needed`, `wrong-password`, `no-such-database`, `server-refused` and `bad-url`.
    """
    notice(f"connecting to {address.place}")
    module, name = _OPENED_BY[address.server.name]
    opened: Callable[[Address, str | None], Database] = getattr(
        import_module(f"entracte.sources.live.{module}"), name
    ).open
    password = options.password or os.environ.get(PASSWORD_VARIABLE) or None
    return LiveReader(opened(address, password), address.shown, notice)
