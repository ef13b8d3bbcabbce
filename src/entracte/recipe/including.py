"""Includes and parameters: what venues share becomes one recipe, before its meaning is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from entracte.faults import near
from entracte.recipe.folder import Folder
from entracte.recipe.grammar import sections
from entracte.recipe.nodes import Entries, Items, Node, Scalar, parsed
from entracte.recipe.places import Place

_PARAMETER = re.compile(r"\$(\$?)\{([^{}]*)\}")
_BY_NAME = ("parameters", "sources", "tables", "crosswalks")
_OF_THE_RECIPE = ("entracte", "name", "locale", "include", *_BY_NAME, "outputs")


def together(data: bytes, file: str, folder: Folder, circle: tuple[str, ...] = ()) -> Entries:
    """A recipe file with all that it includes.

    Entries of the same name meet: the including file's win, for an output column by column. Raises the faults of
    `parsed`, and `circular-include`.
    """
    own = parsed(data, file)
    for name, _ in own.entries:
        if name.text not in _OF_THE_RECIPE:
            raise name.place.fault(
                "unknown-key", f"a recipe has no key {name.text}.", near(name.text or "", list(_OF_THE_RECIPE))
            )
    include = own.get("include")
    if include is None:
        return own
    below: Entries | None = None
    for each in sections()["include"].shape.read(include):
        inside = folder.path_of(each.value, each.place).relative_to(folder.root).as_posix()
        if inside in (*circle, file):
            raise each.place.fault(
                "circular-include", f"{each.value} includes itself, by way of {' and '.join((*circle, file))}."
            )
        found = together(folder.bytes_of(each.value, "recipe", each.place), inside, folder, (*circle, file))
        below = found if below is None else _over(below, found)
    return own if below is None else _over(below, own)


def filled(root: Entries, told: Mapping[str, str]) -> tuple[Entries, dict[str, str]]:
    """The recipe with its parameters filled in, and their values: those told, else those of the recipe.

    Raises the faults `unknown-parameter` and `parameter-missing`.
    """
    declared = root.get("parameters")
    places = {name.text or "": name.place for name, _ in declared.entries} if isinstance(declared, Entries) else {}
    values: dict[str, str | None] = {}
    if isinstance(declared, Entries):
        for key, node in declared.entries:
            values[key.text or ""] = node.text if isinstance(node, Scalar) else None
    for name, value in told.items():
        if name not in values:
            hint = near(name, list(values)) if values else "It has none: name them under parameters."
            raise root.place.fault("unknown-parameter", f"the recipe has no parameter {name}.", hint)
        values[name] = value
    held: dict[str, str] = {}
    for name, given in values.items():
        if given is None:
            raise places[name].fault(
                "parameter-missing",
                f"the parameter {name} has no value.",
                f"Say it on the command line: --set {name}=…",
            )
        held[name] = given
    entries = tuple((key, node if key.text == "parameters" else _filled(node, held)) for key, node in root.entries)
    return Entries(root.place, entries), held


def _filled(node: Node, values: Mapping[str, str]) -> Node:
    if isinstance(node, Items):
        return Items(node.place, tuple(_filled(item, values) for item in node.items))
    if isinstance(node, Entries):
        return Entries(node.place, tuple((key, _filled(value, values)) for key, value in node.entries))
    if node.text is None or "${" not in node.text:
        return node
    return Scalar(node.place, _filled_text(node.text, values, node.place), plain=False)


def _filled_text(text: str, values: Mapping[str, str], place: Place) -> str:
    is_formula = text.startswith("=") and len(text) > 1

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return match[0][1:]
        if match[2] not in values:
            hint = near(match[2], list(values)) if values else "The recipe has none: name them under parameters."
            raise place.fault(
                "unknown-parameter", f"there is no parameter {match[2]}.", f"{hint} $${{…}} stands for itself."
            )
        # within a formula a value stands between quotes, and stays there
        return values[match[2]].replace('"', '""') if is_formula else values[match[2]]

    return _PARAMETER.sub(value, text)


def _over(below: Entries, own: Entries) -> Entries:
    """Two recipe files as one; `own` has the last word."""
    merged = {name.text or "": (name, node) for name, node in below.entries}
    for name, node in own.entries:
        key = name.text or ""
        held = merged.get(key)
        if held is not None and key in _BY_NAME:
            merged[key] = (name, _entries_over(held[1], node))
        elif held is not None and key == "outputs":
            merged[key] = (name, _outputs_over(held[1], node))
        else:
            merged[key] = (name, node)
    return Entries(own.place, tuple(merged.values()))


def _entries_over(below: Node, own: Node) -> Node:
    if not isinstance(below, Entries) or not isinstance(own, Entries):
        return own
    merged = {name.text: (name, node) for name, node in below.entries}
    merged |= {name.text: (name, node) for name, node in own.entries}
    return Entries(own.place, tuple(merged.values()))


def _outputs_over(below: Node, own: Node) -> Node:
    """Outputs by their names, one over the other; other outputs stay, the included ones first."""
    outputs = {_output_name(node): node for node in _items(below)}
    for node in _items(own):
        name = _output_name(node)
        held = outputs.get(name)
        outputs[name] = _output_over(held, node) if isinstance(held, Entries) and isinstance(node, Entries) else node
    return Items(own.place, tuple(outputs.values()))


def _output_over(below: Entries, own: Entries) -> Entries:
    merged = {name.text: (name, node) for name, node in below.entries}
    for name, node in own.entries:
        held = merged.get(name.text)
        with_columns = held is not None and name.text == "columns"
        merged[name.text] = (name, _entries_over(held[1], node) if held and with_columns else node)
    return Entries(own.place, tuple(merged.values()))


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, Items) else (node,)


def _output_name(node: Node) -> object:
    """What an output is called: its name, else its format's; a node that is no output is only itself."""
    if isinstance(node, Entries):
        for key in ("name", "format"):
            found = node.get(key)
            if isinstance(found, Scalar) and found.text:
                return found.text
    return id(node)
