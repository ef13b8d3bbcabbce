"""A plan that is computed on Spark: refused before a row is read where Spark would not give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from entracte.engine import Engine
from entracte.engine.spark import Spark
from entracte.engine.spark.session import require
from entracte.faults import Fault
from entracte.recipe.engines import check_engine
from entracte.recipe.laying import SourceData
from entracte.recipe.plan import Plan
from entracte.recipe.selects import NUMBER
from entracte.recipe.world import crosswalk_table
from entracte.settings import Settings


@contextmanager
def on_spark(settings: Settings, engine: Engine, plan: Plan, sources: Mapping[str, SourceData]) -> Iterator[None]:
    """Have the queries of a plan computed on Spark; its master is that of the settings.

    Raises the faults `not-on-spark` and `no-spark`, here, and `spark-unreachable` when the first query is run.
    """
    check_engine(plan.recipe, "spark")
    with Spark(engine, settings.spark_master, settings.memory_limit) as spark:
        for name, relation in plan.world.sources.items():
            spark.know(name, list(relation.columns), NUMBER)
            parts = [(each.data, each.columns, each.rows) for each in sources[name].parts if each.data is not None]
            if parts:
                spark.know_files(name, parts)
        for name in plan.world.lookups:
            spark.know(name, ("key", "value"))
        for found in plan.crosswalks:
            spark.know(crosswalk_table(found.name), ("key", "value"))
        _prove(spark, plan)
        require()
        plan.elsewhere = spark
        try:
            yield
        finally:
            plan.elsewhere = None


def _prove(spark: Spark, plan: Plan) -> None:
    for output in plan.outputs:
        try:
            spark.spelt(plan.text(output.rows()))
        except Fault as fault:
            raise output.output.place.fault(
                fault.code, f"{output.output.name} cannot be made on Spark: {fault.message}", fault.hint
            ) from fault
