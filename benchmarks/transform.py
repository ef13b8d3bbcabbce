"""A recipe of 60 output columns (formulas, crosswalks, two lookups) against the same written by hand in DuckDB SQL.

Ours also proves the plan, counts what every step did for the protocol, lists the findings and hashes what it read and
wrote; by hand there is the file and nothing else.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.measure import Figure, Measure, apart, best, entracte, python, run

ROWS = 1_000_000
MANY_ROWS = 10_000_000
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


def by_hand(delivery: str, folder: str, kept: str, ordered: str) -> None:
    """The same in SQL: from the files of the delivery or from what is kept of them, in its order or in any."""
    work = Path(folder)
    con = duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(work / "spill")})
    cells = ", ".join(f"{cell} AS {name}" for name, (_, cell) in _columns().items())
    rows = _kept(work) if kept == "kept" else _files(Path(delivery))
    joins = ""
    for name, key in (("titles", "CIV"), ("tariffs", "TARIF")):
        file = work / "recipe" / f"{name}.csv"
        con.execute(f"CREATE TABLE {name} AS SELECT OLD AS key, NEW AS value FROM read_csv('{file}', delim = ';')")
        joins += f" LEFT JOIN {name} AS x_{name} ON x_{name}.key = s.{key}"
    for name, key in (("clients", "CLIENT"), ("groups", "GROUPE")):
        found = f"(SELECT NR, min(NAME) AS NAME FROM {rows[name]} GROUP BY NR)"
        joins += f" LEFT JOIN {found} AS {name} ON {name}.NR = s.{key}"
    order = ""
    if ordered == "ordered" and kept == "kept":
        order = " ORDER BY s.file_row_number"
    elif ordered == "ordered":
        con.execute(f"CREATE TABLE sales AS FROM {rows['sales']}")
        rows["sales"], order = "sales", " ORDER BY s.rowid"
    con.execute(
        f"COPY (SELECT {cells} FROM {rows['sales']} AS s{joins}{order}) TO '{work / 'by-hand.csv'}' "
        "(FORMAT csv, DELIMITER ';', HEADER)"
    )


def _files(delivery: Path) -> dict[str, str]:
    return {
        name: f"read_csv('{delivery / name}.csv', delim = ';', all_varchar = true)"
        for name in ("sales", "clients", "groups")
    }


def _kept(work: Path) -> dict[str, str]:
    """The Parquet files that Entracte keeps of the newest delivery."""
    found: dict[str, str] = {}
    for path in sorted((work / "home" / "deliveries").rglob("table*.parquet"), key=lambda each: each.stat().st_mtime):
        rows = f"read_parquet('{path}', file_row_number = true)"
        names = duckdb.sql(f"FROM '{path}'").columns
        (count,) = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0]
        found["sales" if "NOM" in names else "clients" if count > 1000 else "groups"] = rows
    return found


def same_rows(one: str, other: str) -> None:
    """Whether two files hold the same rows, in whatever order; raises SystemExit where they do not."""
    told = [
        duckdb.sql(f"SELECT count(*), sum(hash(t)) FROM read_csv('{file}', delim = ';', all_varchar = true) AS t")
        for file in (one, other)
    ]
    if told[0].fetchall() != told[1].fetchall():
        raise SystemExit(f"{one} and {other} differ")


def plan_alone(recipe: str, delivery: str) -> None:
    """Print the seconds from a recipe that was not read to a plan that the engine accepts; the delivery is kept."""
    from entracte.engine import Engine
    from entracte.recipe.laying import lay_columns, prove
    from entracte.recipe.plan import make_plan
    from entracte.recipe.reading import read_recipe
    from entracte.settings import load_settings
    from entracte.transformation.sources import find_sources

    settings = load_settings()
    columns = find_sources(settings, read_recipe(Path(recipe), {}).recipe, delivery).columns
    with Engine(settings.work, settings.memory_limit) as engine:
        started = time.perf_counter()
        plan = make_plan(read_recipe(Path(recipe), {}), columns)
        lay_columns(engine, plan)
        prove(engine, plan)
        print(time.perf_counter() - started)


def _planned(recipe: Path, delivery: Path, home: dict[str, str]) -> Measure:
    command = python("benchmarks.transform", "plan", str(recipe), str(delivery))
    told = [
        float(subprocess.run(command, env=os.environ | home, capture_output=True, check=True).stdout) for _ in range(3)
    ]
    return Measure(min(told), 0, 0)


def transform(folder: Path, rows: int = ROWS) -> Iterator[Figure]:
    """The figures: a delivery that is read first, one that is kept, and the plan alone."""
    folder = folder / "transform"
    folder.mkdir(parents=True, exist_ok=True)
    delivery, recipe = write_delivery(folder, rows), write_recipe(folder)
    home = {"ENTRACTE_HOME": str(folder / "home")}
    ours, theirs = folder / "out" / "results.csv", folder / "by-hand.csv"
    command = entracte("transform", str(recipe), str(delivery), "-o", str(ours.parent), "--json")

    def hand(*how: str) -> Measure:
        return run(python("benchmarks.transform", "by-hand", str(delivery), str(folder), *how), accepted=(0,))

    name = f"transform {rows:,} x 60"
    shutil.rmtree(folder / "home", ignore_errors=True)
    first = run(command, home)  # reads the delivery, which is kept from then on
    peer = best([hand("files", "ordered") for _ in range(RUNS)])
    same = filecmp.cmp(ours, theirs, shallow=False)
    yield _figure(f"{name}, a new delivery, against SQL over the same files", first, peer, same)
    again = best([run(command, home) for _ in range(RUNS)])
    peer = best([hand("kept", "ordered") for _ in range(RUNS)])
    same = filecmp.cmp(ours, theirs, shallow=False)
    yield _figure(f"{name}, the delivery kept, against SQL over what is kept", again, peer, same)
    peer = best([hand("kept", "unordered") for _ in range(RUNS)])
    apart(same_rows, str(ours), str(theirs))
    note = f"SQL that leaves the order to chance; the same rows; {_processors(again, peer)}"
    yield Figure(f"{name}, the delivery kept, against SQL in any order", again, peer, "-", True, note)
    planned = _planned(recipe, delivery, home)
    yield Figure("planning of 60 columns", planned, None, "< 1 s", planned.seconds < 1, "recipe to proved plan")


def _processors(ours: Measure, theirs: Measure) -> str:
    return f"processors busy for {ours.cpu:.1f} s and {theirs.cpu:.1f} s"


def _figure(name: str, ours: Measure, theirs: Measure, same: bool) -> Figure:
    note = f"{'the same bytes' if same else 'the files DIFFER'}; {_processors(ours, theirs)}"
    return Figure(name, ours, theirs, "<= 2 x, same bytes", ours.seconds <= 2 * theirs.seconds and same, note)


def transform_large(folder: Path, rows: int = MANY_ROWS) -> Iterator[Figure]:
    """Memory at ten million rows: 1.5 GB to read, 5 GB to write."""
    folder = folder / "transform-large"
    folder.mkdir(parents=True, exist_ok=True)
    delivery, recipe = write_delivery(folder, rows), write_recipe(folder)
    home = {"ENTRACTE_HOME": str(folder / "home")}
    for when in ("a new delivery", "the delivery kept"):
        done = run(entracte("transform", str(recipe), str(delivery), "-o", str(folder / "out"), "--json"), home)
        yield Figure(f"transform {rows:,} x 60, {when}", done, None, "< 2 GiB", done.peak_mib < 2048)
    shutil.rmtree(folder)


if __name__ == "__main__":
    {"by-hand": by_hand, "plan": plan_alone}[sys.argv[1]](*sys.argv[2:])
