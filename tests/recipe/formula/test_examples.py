"""The examples of every function give what they say."""

import pytest

from entracte.recipe.formula import functions
from entracte.recipe.formula.registry import load_functions
from tests.recipe.formula.running import Sheet

FUNCTIONS = load_functions()


@pytest.mark.parametrize("category", sorted({function.category for function in FUNCTIONS.values()}))
def test_examples(sheet: Sheet, category: str) -> None:
    chosen = [function for function in FUNCTIONS.values() if function.category == category]
    expected = {formula: result for function in chosen for formula, result in function.examples.items()}
    found = sheet.many(expected, "one")
    wrong = []
    for formula, result in expected.items():
        value, written = found[formula][0], found[f"{formula} written"][0]
        if isinstance(result, str) and isinstance(value, float):
            right = written == result  # a day, as it is written
        elif isinstance(result, float) and isinstance(value, float):
            right = value == pytest.approx(result, rel=1e-13)
        else:
            right = value == result and isinstance(value, bool) == isinstance(result, bool)
        if not right:
            wrong.append(f"{formula} gives {value!r} ({written!r}), not {result!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_each_function_is_described(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.examples, f"{name} has no example"
    assert function.syntax.startswith(f"{name}(")
    assert function.sentence.endswith(".")
    assert function.least <= function.most


def test_there_are_at_least_120_functions() -> None:
    listed = functions()
    assert len(listed) >= 120
    assert [one.name for one in listed] == sorted(FUNCTIONS)
    assert all(one.engines for one in listed)
