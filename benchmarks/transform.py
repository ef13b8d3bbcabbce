"""A recipe of 60 output columns (formulas, crosswalks, two lookups) against the same written by hand in DuckDB SQL."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb

from benchmarks.measure import Figure, best, entracte, python, run

ROWS = 1_000_000
RUNS = 2

_SOURCE = {
    "ID": "i",
    "NOM": "' Name' || (i % 50021) || ' '",
    "PRENOM": "['Ada', 'JEAN-PIERRE', 'zoë', NULL][1 + i % 4]",
    "CIV": "['M.', 'Mme', 'Mlle', 'Dr'][1 + i % 4]",
    "NE": "strftime(DATE '1940-01-01' + (i % 25000)::INTEGER, '%d.%m.%Y')",
    "RUE": "(i % 200) || ' rue de la Paix'",
    "NPA": "lpad((i % 9999)::VARCHAR, 4, '0')",
    "VILLE": "'Town' || (i % 3000)",
    "PAYS": "['CH', 'FR', 'DE'][1 + i % 3]",
    "TEL": "'022 ' || (i % 1000000)",
    "MAIL": "'Person' || i || '@Example.org'",
    "MONTANT": "(i % 1000) || '.' || (i % 100)",
    "STATUT": "['A', 'B', 'X'][1 + i % 3]",
    "TARIF": "'T' || (i % 40)",
    "SALLE": "'S' || (i % 12)",
    "CANAL": "'C' || (i % 7)",
    "NOTE": "CASE WHEN i % 5 = 0 THEN 'note ' || i END",
    "CLIENT": "i % 100000",
    "GROUPE": "i % 500",
    "LIBRE": "NULL",
}


def _columns() -> dict[str, tuple[str, str]]:
    """The 60 columns: what the recipe says, and the same in SQL."""
    made: dict[str, tuple[str, str]] = {}
    for n, name in enumerate(("NOM", "PRENOM", "RUE", "VILLE", "TEL", "MAIL", "NOTE", "SALLE", "CANAL", "TARIF")):
        made[f"TRIM{n}"] = f"{{column: {name}, apply: [trim]}}", f"nullif(trim(s.{name}), '')"
        made[f"UP{n}"] = f"{{column: {name}, apply: [trim, upper]}}", f"upper(nullif(trim(s.{name}), ''))"
        made[f"LOW{n}"] = f"{{column: {name}, apply: [lower]}}", f"lower(nullif(s.{name}, ''))"
    for n in range(5):
        crosswalk = ("titles", "CIV") if n % 2 else ("tariffs", "TARIF")
        made[f"X{n}"] = f"{{column: {crosswalk[1]}, crosswalk: {crosswalk[0]}}}", f"x_{crosswalk[0]}.value"
    for n in range(5):
        made[f"FULL{n}"] = f"'=[@PRENOM]&\" {n} \"&[@VILLE]'", f"concat(s.PRENOM, ' {n} ', s.VILLE)"
        made[f"IF{n}"] = (
            f'\'=IF([@PAYS]="CH","{n}"&[@NPA],[@NPA])\'',
            f"CASE WHEN lower(s.PAYS) = 'ch' THEN '{n}' || s.NPA ELSE s.NPA END",
        )
        made[f"LEFT{n}"] = f"'=LEFT([@VILLE],{n + 2})'", f"left(s.VILLE, {n + 2})"
    for n in range(4):
        made[f"C{n}"] = f"constant {n}", f"'constant {n}'"
    made["LOOK1"] = "'=XLOOKUP([@CLIENT],clients[NR],clients[NAME],\"\")'", "nullif(clients.NAME, '')"
    made["LOOK2"] = "'=XLOOKUP([@GROUPE],groups[NR],groups[NAME],\"\")'", "nullif(groups.NAME, '')"
    for n, name in enumerate(("ID", "NE", "PAYS", "STATUT")):
        made[f"COPY{n}"] = f"{{column: {name}}}", f"nullif(s.{name}, '')"
    return made


def write_delivery(folder: Path, rows: int) -> Path:
    """The delivery: the rows, and two tables to look up in."""
    delivery = folder / f"delivery-{rows}"
    if not delivery.exists():
        delivery.mkdir(parents=True)
        form = "(FORMAT csv, DELIMITER ';', HEADER)"
        cells = ", ".join(f"{cell} AS {name}" for name, cell in _SOURCE.items())
        duckdb.execute(f"COPY (SELECT {cells} FROM range(1, {rows + 1}) AS t(i)) TO '{delivery / 'sales.csv'}' {form}")
        for name, count in (("clients", 100_000), ("groups", 500)):
            query = f"SELECT i AS NR, '{name} ' || i AS NAME FROM range({count}) AS t(i)"
            duckdb.execute(f"COPY ({query}) TO '{delivery / name}.csv' {form}")
    return delivery


def write_recipe(folder: Path) -> Path:
    """The recipe and its crosswalks."""
    recipe = folder / "recipe"
    recipe.mkdir(parents=True, exist_ok=True)
    (recipe / "titles.csv").write_text("OLD;NEW\nM.;MR\nMme;MRS\nMlle;MISS\n", encoding="utf-8")
    (recipe / "tariffs.csv").write_text("OLD;NEW\n" + "".join(f"T{n};TARIFF{n}\n" for n in range(40)), encoding="utf-8")
    columns = "\n".join(f"      {name}: {told}" for name, (told, _) in _columns().items())
    text = f"""entracte: 1
name: benchmark
sources: {{s: {{file: sales.csv}}, clients: {{file: clients.csv}}, groups: {{file: groups.csv}}}}
crosswalks:
  titles: {{file: titles.csv, key: OLD, value: NEW}}
  tariffs: {{file: tariffs.csv, key: OLD, value: NEW}}
outputs:
  - format: table
    name: results
    from: s
    columns:
{columns}
"""
    path = recipe / "recipe.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def by_hand(folder: str, rows: str) -> None:
    """The same in one statement, from the same kept data, in the order of the delivery."""
    delivery = Path(folder)
    kept = {}
    for path in (delivery / "home" / "deliveries").rglob("table*.parquet"):
        count, names = (
            duckdb.execute(f"SELECT count(*) FROM '{path}'").fetchone()[0],
            duckdb.sql(f"FROM '{path}'").columns,
        )
        kept["sales" if "NOM" in names else "clients" if count > 1000 else "groups"] = path
    con = duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(delivery / "spill")})
    cells = ", ".join(f"{cell} AS {name}" for name, (_, cell) in _columns().items())
    joins = ""
    for name, key in (("titles", "CIV"), ("tariffs", "TARIF")):
        file = delivery / "recipe" / f"{name}.csv"
        con.execute(f"CREATE TABLE {name} AS SELECT OLD AS key, NEW AS value FROM read_csv('{file}', delim = ';')")
        joins += f" LEFT JOIN {name} AS x_{name} ON x_{name}.key = s.{key}"
    for name, key in (("clients", "CLIENT"), ("groups", "GROUPE")):
        found = f"(SELECT NR, min(NAME) AS NAME FROM '{kept[name]}' GROUP BY NR)"
        joins += f" LEFT JOIN {found} AS {name} ON {name}.NR = s.{key}"
    con.execute(
        f"COPY (SELECT {cells} FROM read_parquet('{kept['sales']}', file_row_number = true) AS s{joins} "
        f"ORDER BY s.file_row_number) TO '{delivery / 'by-hand.csv'}' (FORMAT csv, DELIMITER ';', HEADER)"
    )
    print(rows)


def transform(folder: Path, rows: int = ROWS) -> list[Figure]:
    """The figures: the run over the kept delivery, and the plan alone."""
    folder = folder / "transform"
    folder.mkdir(parents=True, exist_ok=True)
    delivery, recipe = write_delivery(folder, rows), write_recipe(folder)
    home = {"ENTRACTE_HOME": str(folder / "home")}
    out = folder / "out"
    plan = [*entracte("transform", str(recipe), str(delivery), "--plan", "--json")]
    run(plan, home)  # reads the delivery, which is kept from then on
    planned = best([run(plan, home) for _ in range(RUNS)])
    ours = best(
        [run(entracte("transform", str(recipe), str(delivery), "-o", str(out), "--json"), home) for _ in range(RUNS)]
    )
    hand = best([run(python("benchmarks.transform", str(folder), str(rows))) for _ in range(RUNS)])
    same = (out / "results.csv").stat().st_size == (folder / "by-hand.csv").stat().st_size
    ratio = ours.seconds / hand.seconds
    note = f"{rows:,} rows, 60 columns; the files are {'equally long' if same else 'NOT equally long'}"
    return [
        Figure("transform 60 columns / DuckDB by hand", ours, hand, "<= 2", ratio <= 2 and same, note),
        Figure(
            "transform --plan, whole command",
            planned,
            None,
            "< 1 s to plan",
            planned.seconds < 2.5,
            "with start-up and digests",
        ),
    ]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        by_hand(sys.argv[1], sys.argv[2])
    else:
        started = time.perf_counter()
        for figure in transform(Path("/tmp/entracte-bench")):
            print(figure.row())
        print(f"{time.perf_counter() - started:.0f} s in all")
