"""What to tell when a live database cannot be read: one wording for all kinds of servers."""

from __future__ import annotations

from entracte.faults import Fault
from entracte.sources.live.address import Address
from entracte.sources.options import PASSWORD_VARIABLE

_LONGEST = 400


def server_away(address: Address, why: str) -> Fault:
    """Nobody answers at the address."""
    return Fault(
        "server-away",
        f"The server at {address.place} cannot be reached: {_sentence(why)}",
        hint="Is it running, does it listen on that port, and may this machine reach it?",
    )


def refused_login(address: Address, *, has_password: bool) -> Fault:
    """The server asks for a password, or does not accept the one given."""
    user = address.user or "this user"
    if not has_password:
        return Fault(
            "password-needed",
            f"The server at {address.place} lets {user} in only with a password.",
            hint=f"Set {PASSWORD_VARIABLE} to the password. It does not belong into the address.",
        )
    return Fault(
        "wrong-password",
        f"The server at {address.place} does not accept {user} with the password given.",
        hint=f"Check the name in the address and the password in {PASSWORD_VARIABLE}.",
    )


def no_such_database(address: Address, known: list[str] | None = None) -> Fault:
    """The server answers, but has no database of that name, or none for this user."""
    hint = f"It has: {', '.join(known)}." if known else f"It looks like {address.server.example}."
    return Fault(
        "no-such-database",
        f"The server at {address.place} has no database {address.database} that {address.user or 'this user'} may use.",
        hint=hint,
    )


def not_allowed(address: Address, why: str) -> Fault:
    """The server let the user in, and then does not let it do what reading needs."""
    return Fault(
        "server-refused",
        f"The server at {address.place} refuses: {_sentence(why)}",
        hint="Ask who runs it for a user that may read all tables.",
    )


def connection_lost(address: Address, doing: str, why: str) -> Fault:
    """The connection broke while rows were read."""
    return Fault(
        "connection-lost",
        f"The connection to the server at {address.place} broke while {doing}: {_sentence(why)} Nothing was kept.",
        hint="Nothing was changed on the server. Run the command again; it reads everything anew.",
    )


def no_tables(address: Address, refused: dict[str, str]) -> Fault:
    """The database has no tables, or none that the user may read; `refused` are those, each with the reason."""
    user = address.user or "this user"
    if refused:
        name, reason = next(iter(refused.items()))
        return Fault(
            "no-tables",
            f"None of the {len(refused)} tables of {address.shown} can be read by {user}; {name}: {_sentence(reason)}",
            hint="Ask who runs the server for a user that may read all tables.",
        )
    return Fault(
        "no-tables",
        f"{address.shown} has no tables that {user} can see.",
        hint="Is it the right database, and may this user read its tables?",
    )


def without(secret: str | None, said: str) -> str:
    """What a driver said, without the password, whatever it quotes."""
    return said.replace(secret, "***") if secret else said


def _sentence(said: str) -> str:
    """What a driver said as one sentence."""
    told = " ".join(said.split()).rstrip(".")
    if len(told) > _LONGEST:
        told = f"{told[:_LONGEST]}…"
    return f"{told}."
