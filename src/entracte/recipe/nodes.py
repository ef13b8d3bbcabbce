"""The YAML of a recipe as plain nodes that know where they stand; bounded, and without what means something elsewhere.

Scalars stay text: `NO` is Norway and `00123` has five digits. What they are is for the place to say in which they
stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from entracte.recipe.places import Place

MOST_BYTES = 1024 * 1024
DEEPEST = 40
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Scalar:
    """A text; None is the empty value. `plain`: written without quotes."""

    place: Place
    text: str | None
    plain: bool = True


@dataclass(frozen=True)
class Items:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entries:
    """A mapping; keys are texts and stand once."""

    place: Place
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of a key, None where there is none."""
        return next((value for name, value in self.entries if name.text == key), None)

    @property
    def names(self) -> list[str]:
        """The keys, in their order."""
        return [name.text or "" for name, _ in self.entries]


Node = Scalar | Items | Entries


def parsed(data: bytes, file: str) -> Entries:
    """The mapping that a recipe file is.

    Raises faults that name line and column: `recipe-too-large`, `recipe-not-text`, `bad-yaml`, `yaml-refused` (anchors,
    aliases, tags, several documents, too deep) and `duplicate-key`.
    """
    start = Place(file, 1, 1)
    if len(data) > MOST_BYTES:
        raise start.fault(
            "recipe-too-large",
            f"a recipe has at most {MOST_BYTES // 1024} KiB; this one has {len(data) // 1024}.",
            "Long lists belong into a crosswalk, a CSV file beside it.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(file, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise place.fault("recipe-not-text", "this is not UTF-8.", "Save the recipe as UTF-8.") from error
    try:
        _guard(text, file)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else start
        raise place.fault(
            "bad-yaml", f"this is no YAML: {error.problem or error.context}.", _yaml_hint(error)
        ) from error
    except yaml.YAMLError as error:
        raise start.fault("bad-yaml", f"this is no YAML: {error}.") from error
    if root is None:
        raise start.fault("empty-recipe", "the recipe is empty.", "`entracte recipe new DELIVERY` drafts one.")
    found = _node(root, file)
    if not isinstance(found, Entries):
        raise found.place.fault("bad-recipe", "a recipe begins with keys: entracte, name, sources, outputs.")
    return found


def _guard(text: str, file: str) -> None:
    """Refuse what makes a small file large, or one line mean what stands elsewhere, before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = Place(file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise place.fault(
                "yaml-refused",
                "anchors (&) and aliases (*) are not used in recipes.",
                "Write it out, use a parameter, or put it into a file that you include. A text that begins so needs "
                "quotes.",
            )
        if getattr(event, "tag", None) is not None:
            raise place.fault(
                "yaml-refused",
                f"tags ({event.tag}) are not used in recipes.",
                "A text that begins with ! needs quotes.",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise place.fault("yaml-refused", f"this is nested more than {DEEPEST} levels deep.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise place.fault("yaml-refused", "a recipe is one document; a second one begins here.")


def _yaml_hint(error: yaml.MarkedYAMLError) -> str:
    if "cannot start any token" in str(error.problem):
        return "Put the text into quotes: a value may not begin with @, %, ` or a tab."
    return "Look at the quotes, colons and indentation there. A value with `: ` or ` #` in it needs quotes."


def _node(node: Any, file: str) -> Node:
    place = Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        plain = node.style is None
        return Scalar(place, None if plain and node.value in _NOTHING else node.value, plain)
    if isinstance(node, yaml.SequenceNode):
        return Items(place, tuple(_node(item, file) for item in node.value))
    return Entries(place, tuple(_entries(node, file)))


def _entries(node: Any, file: str) -> Iterator[tuple[Scalar, Node]]:
    seen: dict[str, Place] = {}
    for key_node, value_node in node.value:
        key = _node(key_node, file)
        if not isinstance(key, Scalar) or key.text is None:
            raise key.place.fault("bad-yaml", "a key is a word.", "Put a text with special characters into quotes.")
        if key.text in seen:
            raise key.place.fault(
                "duplicate-key",
                f"{key.text} stands here twice: before in line {seen[key.text].line}.",
                "Keep one of them.",
            )
        seen[key.text] = key.place
        yield key, _node(value_node, file)
