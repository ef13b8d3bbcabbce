"""The floors: what the work costs when nothing is checked. Run as `python -m benchmarks.floors NAME ARGUMENT ...`."""

from __future__ import annotations

import sys

import duckdb


def copy_to_parquet(source: str, target: str) -> None:
    """DuckDB's own copy of the same file."""
    duckdb.execute(f"COPY (FROM read_csv('{source}', all_varchar = true)) TO '{target}'")


def save_contacts(uri: str, parquet: str) -> None:
    """Keep the environment's contacts for the floors, every column as text but the booleans and numbers it needs."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM contact LIMIT 0")
        names = [column[0] for column in cursor.description]
        texts = {"birthdate", "nb_employees", "admin_numbers", "criteria"}
        cursor.execute("SELECT " + ", ".join(f"{n}::text AS {n}" if n in texts else n for n in names) + " FROM contact")
        rows = cursor.fetch_record_batch()
        with duckdb.connect() as engine:
            engine.register("rows", rows)
            engine.execute(f"COPY (FROM rows) TO '{parquet}'")


_CASTS = {"birthdate": "date", "nb_employees": "numeric", "admin_numbers": "jsonb", "criteria": "jsonb"}


def insert(uri: str, parquet: str) -> None:
    """COPY into staging, one INSERT ... SELECT into a table with the constraints and indexes of `contact`."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri) as connection, connection.cursor() as cursor, duckdb.connect() as engine:
        cursor.execute("DROP TABLE IF EXISTS floor_contact")
        cursor.execute("CREATE TABLE floor_contact (LIKE contact INCLUDING ALL)")
        cursor.execute(
            "ALTER TABLE floor_contact ADD FOREIGN KEY (institution, structure) "
            "REFERENCES floor_contact (institution, number)"
        )
        rows = engine.execute(f"FROM '{parquet}'").to_arrow_reader(65536)
        names = rows.schema.names
        cursor.adbc_ingest("staging", rows, mode="create", temporary=True)
        cursor.execute(
            f"INSERT INTO floor_contact ({', '.join(names)}) SELECT "
            + ", ".join(f"{n}::{_CASTS[n]}" if n in _CASTS else n for n in names)
            + " FROM staging"
        )
        connection.commit()


def update(uri: str, parquet: str) -> None:
    """COPY into staging, one UPDATE ... FROM of the same rows."""
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(uri) as connection, connection.cursor() as cursor, duckdb.connect() as engine:
        rows = engine.execute(f"FROM '{parquet}'").to_arrow_reader(65536)
        names = [n for n in rows.schema.names if n not in ("institution", "number")]
        cursor.adbc_ingest("staging", rows, mode="create", temporary=True)
        cursor.execute(
            f"UPDATE floor_contact SET ({', '.join(names)}) = ROW ("
            + ", ".join(f"staging.{n}::{_CASTS[n]}" if n in _CASTS else f"staging.{n}" for n in names)
            + ") FROM staging WHERE floor_contact.institution = staging.institution "
            "AND floor_contact.number = staging.number"
        )
        connection.commit()


if __name__ == "__main__":
    {"copy": copy_to_parquet, "save": save_contacts, "insert": insert, "update": update}[sys.argv[1]](*sys.argv[2:])
