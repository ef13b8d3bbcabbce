"""What an environment holds, asked of the database itself."""

from entracte.institution.environments import Environment


def contacts(environment: Environment) -> list[dict[str, object]]:
    """All contacts, by institution and number."""
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT * FROM contact ORDER BY institution, length(number), number")
        return list(cursor.fetch_arrow_table().to_pylist())


def imports(environment: Environment) -> list[str]:
    """The ids of the imports it knows, in order."""
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT id FROM import ORDER BY id")
        return [str(each) for (each,) in cursor.fetchall()]


def held(environment: Environment) -> dict[str, int]:
    """How many rows each table holds: the whole state, in numbers."""
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [str(each) for (each,) in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = int(cursor.fetchone()[0])
        return counts
