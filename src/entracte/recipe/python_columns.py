"""Python column functions: for what nothing else can do. They see column expressions, never a value or a row."""

from __future__ import annotations

import types
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression
from entracte.recipe.folder import Folder
from entracte.recipe.model import PythonFunction

_QUERIES = (exp.Query, exp.Table, exp.AggFunc, exp.Window, exp.Star, exp.Command)


def column_of(function: PythonFunction, columns: list[Expression], folder: Folder) -> Expression:
    """What a function makes of columns: an expression (of text) over these columns and nothing else.

    Raises the faults of the folder, `unknown-function` and `python-failed`.
    """
    source = folder.bytes_of(function.file, "python", function.place)
    module = types.ModuleType("recipe_functions")
    module.__file__ = str(folder.path_of(function.file, function.place))
    try:
        exec(compile(source, module.__file__, "exec"), module.__dict__)  # noqa: S102 - the recipe's own code
    except Exception as error:  # whatever their code raises
        raise _failed(function, f"{function.file} cannot be loaded", error) from error
    found = getattr(module, function.function, None)
    if not callable(found):
        names = [name for name, each in vars(module).items() if isinstance(each, types.FunctionType)]
        hint = f"It has: {', '.join(names)}." if names else "It has no functions."
        raise function.place.fault("unknown-function", f"{function.file} has no function {function.function}.", hint)
    try:
        made = found(*(each.copy() for each in columns))
    except Exception as error:  # whatever their code raises
        raise _failed(function, f"{function.function} failed", error) from error
    return _checked(made, columns, function)


def _checked(made: Any, columns: list[Expression], function: PythonFunction) -> Expression:
    if not isinstance(made, exp.Expr):
        raise function.place.fault(
            "python-failed",
            f"{function.function} gave {type(made).__name__}, not a column expression.",
            "Make one with entracte.engine.expressions.expression.",
        )
    known = {each.sql() for column in columns for each in column.find_all(exp.Column)}
    for part in made.walk():
        if isinstance(part, exp.Column) and part.sql() not in known:
            raise function.place.fault(
                "python-failed", f"{function.function} reads {part.name}, which it was not given.", "Add it to columns."
            )
        if isinstance(part, _QUERIES):
            raise function.place.fault(
                "python-failed",
                f"{function.function} gave a {type(part).__name__}: it may look at this row's columns only.",
                "Look values up with a crosswalk, a join or a formula.",
            )
    return made


def _failed(function: PythonFunction, what: str, error: Exception) -> Exception:
    return function.place.fault("python-failed", f"{what}: {type(error).__name__}: {error}.", "Correct the function.")
