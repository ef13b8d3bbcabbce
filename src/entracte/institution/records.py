"""Reading the target: contacts and imports as the JSON of records.md, built by PostgreSQL and streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from entracte.faults import Fault
from entracte.institution.statements import statement

if TYPE_CHECKING:
    from entracte.institution.environments import Environment

SHOWN = 50
"""How many hits of a search a person is shown."""

EVERY = 2**62

BY_NUMBER = "ORDER BY institution, length(number), number"

SEARCHED = "number, firstname, lastname, official_name, email1, email2, email3"


def contact_lines(environment: Environment, institution: str | None = None) -> Iterator[memoryview]:
    """Every contact as one line of JSON, in UTF-8, many lines a piece; ordered by institution and number (records.md).

    `institution` limits them to one. Memory does not grow with their number. Raises a fault when the server goes away.
    """
    query = f"SELECT record || E'\\n' FROM ({statement(__package__, 'contact_record')}) AS contact_record"
    with environment.session() as connection, connection.cursor() as cursor:
        if institution is not None:
            # A parameter would make the driver hold the whole result; a setting of this transaction does not.
            cursor.execute("SELECT set_config('entracte.institution', $1, true)", (institution,))
            cursor.fetchall()
            query += " WHERE institution = (SELECT current_setting('entracte.institution'))"
        # Each worker builds the JSON of its share: worth its start-up from a few thousand contacts on.
        cursor.execute("SET LOCAL parallel_setup_cost = 100")
        cursor.execute("SET LOCAL parallel_tuple_cost = 0")
        cursor.execute(f"{query} {BY_NUMBER}")
        for batch in cursor.fetch_record_batch():
            if batch.num_rows:
                yield _text_of(batch.column(0))


def contact_numbered(environment: Environment, number: str, institution: str | None = None) -> dict[str, Any]:
    """The contact of that number.

    Raises a fault when there is none, or when several institutions have one and `institution` does not say which.
    """
    found = _records(environment, "WHERE number = $1 AND $2 IN ('', institution)", (number, institution or ""))
    if not found:
        raise Fault(
            "unknown-contact",
            f"{environment.name} has no contact {number}.",
            hint="Numbers keep their leading zeros. Search by name or e-mail: entracte contacts --in ENV TEXT.",
        )
    if len(found) > 1:
        owners = ", ".join(record["institution"] for record in found)
        raise Fault(
            "ambiguous-contact",
            f"Several institutions of {environment.name} have a contact {number}: {owners}.",
            hint="Name one with --institution.",
        )
    return found[0]


def contacts_matching(
    environment: Environment, text: str, institution: str | None = None, limit: int | None = None
) -> tuple[int, list[dict[str, Any]]]:
    """How many contacts hold `text` in name, official name, e-mail or number, and the first `limit` of them.

    Case does not count; "Ada Kerr" finds first and last name together. All contacts are looked through. Raises a fault
    when there is none.
    """
    hit = f"strpos(lower(concat_ws(' ', {SEARCHED})), lower($1)) > 0 AND $2 IN ('', institution)"
    chosen = f"(SELECT institution, number FROM contact WHERE {hit} {BY_NUMBER} LIMIT $3)"
    wanted = (text, institution or "")
    found = _records(environment, f"WHERE (institution, number) IN {chosen}", (*wanted, limit or EVERY))
    if not found:
        raise Fault("unknown-contact", f"No contact of {environment.name} matches {text!r}.")
    if limit is None or len(found) < limit:
        return len(found), found
    return _count(environment, f"SELECT count(*) FROM contact WHERE {hit}", wanted), found


def imports_of(environment: Environment) -> list[dict[str, Any]]:
    """What was imported, the oldest first.

    Keys: `id`, `format`, `file`, `digest`, `institutions`, `started` and `finished` (UTC, without zone), `rows` as in
    the import's summary, and `undone` (when, or null).
    """
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute(statement(__package__, "import_record"))
        return [json.loads(row[0]) for row in cursor.fetchall()]


def _records(environment: Environment, condition: str, parameters: tuple[object, ...]) -> list[dict[str, Any]]:
    query = f"SELECT record FROM ({statement(__package__, 'contact_record')}) AS contact_record {condition} {BY_NUMBER}"
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [json.loads(row[0]) for row in cursor.fetchall()]


def _count(environment: Environment, query: str, parameters: tuple[object, ...]) -> int:
    with environment.session() as connection, connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return int(cursor.fetchone()[0])


def _text_of(lines: Any) -> memoryview:
    """The bytes of a column of text, one value after the other, without copying them."""
    import pyarrow as pa

    offsets = memoryview(lines.buffers()[1]).cast("q" if pa.types.is_large_string(lines.type) else "i")
    return memoryview(lines.buffers()[2])[offsets[lines.offset] : offsets[lines.offset + len(lines)]]
