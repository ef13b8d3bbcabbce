"""Every example of every operation, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from entracte.engine import Engine
from entracte.findings import catalogue
from entracte.recipe.operations import Operation, all_operations
from tests.recipe.operations.running import Runner

OPERATIONS = [pytest.param(each, id=name) for name, each in all_operations().items()]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with Engine(Path(tmp_path_factory.mktemp("engine")), threads=1) as engine:
        yield Runner(engine)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_examples_hold(runner: Runner, operation: Operation) -> None:
    for example in operation.examples:
        found = runner.example(operation, example)
        assert found == (example.gives, {example.finding} if example.finding else set()), example


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if all_operations()[str(each.id)].idempotent])
def test_done_twice_is_done_once(runner: Runner, operation: Operation) -> None:
    for example in operation.examples:
        columns = {name: [cell] for name, cell in example.columns.items()}
        again = runner.run(operation, [example.gives], example.parameters, columns)
        assert again[0][0] == example.gives, example


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_blank_cell_is_shown_and_an_operation_says_what_it_does_in_a_sentence(operation: Operation) -> None:
    assert any(example.given is None for example in operation.examples)
    assert len(operation.examples) >= 3
    assert operation.about[0].isupper()
    assert operation.about.endswith(".")
    assert "\n" not in operation.about


@pytest.mark.parametrize("operation", OPERATIONS)
def test_findings_are_in_the_catalogue(operation: Operation) -> None:
    assert {example.finding for example in operation.examples if example.finding} <= set(catalogue())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_parameters_of_the_examples_cover_every_part(operation: Operation) -> None:
    assert {example.parameters["part"] for example in operation.examples if operation.parts} == set(operation.parts)
