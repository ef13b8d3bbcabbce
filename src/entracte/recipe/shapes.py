"""What may stand at a place of a recipe: one description, by which it is read and told as JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from entracte.faults import near
from entracte.recipe.nodes import Entries, Items, Node, Scalar
from entracte.recipe.places import Place

MUST: Any = object()
"""The default of a key that must be given."""


class Shape(Protocol):
    """What may stand somewhere."""

    @property
    def says(self) -> str:
        """What it is, for a fault: `a text`."""

    def read(self, node: Node) -> Any:
        """The value that a node holds; raises faults that name its place."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


def scalar(node: Node, says: str) -> Scalar:
    """A node that must be a scalar."""
    if isinstance(node, Scalar):
        return node
    what = "a list" if isinstance(node, Items) else "keys and values"
    raise node.place.fault("wrong-type", f"{says} is expected here, not {what}.")


def spelt(node: Scalar, says: str) -> str:
    """The text of a scalar that may not be empty."""
    if node.text is None or not node.text:
        raise node.place.fault("wrong-type", f"{says} is expected here, but there is nothing.")
    return node.text


@dataclass(frozen=True)
class Text:
    """A text that is not empty, unless `empty` may be."""

    says: str = "a text"
    empty: bool = False

    def read(self, node: Node) -> str:
        """The text."""
        found = scalar(node, self.says)
        return found.text or "" if self.empty else spelt(found, self.says)

    def schema(self) -> dict[str, Any]:
        """A string; numbers and truth values are taken as they are written."""
        return {"type": ["string", "number", "boolean", *(["null"] if self.empty else [])]}


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int | None = None
    most: int | None = None
    says: str = "a whole number"

    def read(self, node: Node) -> int:
        """The number."""
        text = spelt(scalar(node, self.says), self.says)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 15:
            raise node.place.fault("wrong-type", f"{text!r} is no whole number.")
        number = int(text)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            bounds = [f"at least {self.least}"] * (self.least is not None) + [f"at most {self.most}"] * (
                self.most is not None
            )
            raise node.place.fault("wrong-type", f"{number} is not possible here: {' and '.join(bounds)}.")
        return number

    def schema(self) -> dict[str, Any]:
        """An integer."""
        bounds = {"minimum": self.least, "maximum": self.most}
        return {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}}


@dataclass(frozen=True)
class Decimal:
    """A number with a decimal point."""

    says: str = "a number"

    def read(self, node: Node) -> float:
        """The number."""
        text = spelt(scalar(node, self.says), self.says)
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number - number != 0:  # neither nan nor infinite
            raise node.place.fault("wrong-type", f"{text!r} is no number.", "Write it with a decimal point: 0.5")
        return number

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "number"}


@dataclass(frozen=True)
class Flag:
    """True or false."""

    says: str = "true or false"

    def read(self, node: Node) -> bool:
        """The truth value."""
        text = spelt(scalar(node, self.says), self.says)
        if text.lower() not in {"true", "false"}:
            raise node.place.fault("wrong-type", f"{text!r} is neither true nor false.")
        return text.lower() == "true"

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def says(self) -> str:
        """The words."""
        return f"one of {', '.join(self.words)}"

    def read(self, node: Node) -> str:
        """The word."""
        text = spelt(scalar(node, self.says), self.says)
        if text not in self.words:
            raise node.place.fault("wrong-type", f"{text!r} is not known here.", near(text, list(self.words)))
        return text

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class ListOf:
    """A list; a value that stands alone is a list of one."""

    item: Shape
    least: int = 1

    @property
    def says(self) -> str:
        """What it lists."""
        return f"a list, each item {self.item.says}"

    def read(self, node: Node) -> tuple[Any, ...]:
        """The items."""
        if not isinstance(node, Items):
            return (self.item.read(node),)
        if len(node.items) < self.least:
            raise node.place.fault("wrong-type", f"{self.says} is expected here, but it is empty.")
        return tuple(self.item.read(item) for item in node.items)

    def schema(self) -> dict[str, Any]:
        """An array, or one item."""
        item = self.item.schema()
        return {"anyOf": [{"type": "array", "items": item, "minItems": self.least}, item]}


@dataclass(frozen=True)
class MapOf:
    """Names, each with a value."""

    value: Shape
    least: int = 1
    says: str = "names with their values"

    def read(self, node: Node) -> dict[str, Any]:
        """The values by name, in their order."""
        if isinstance(node, Scalar) and node.text is None and not self.least:
            return {}
        if not isinstance(node, Entries):
            raise node.place.fault("wrong-type", f"{self.says} are expected here, as in NAME: value.")
        if len(node.entries) < self.least:
            raise node.place.fault("wrong-type", f"{self.says} are expected here, but there are none.")
        return {name.text or "": self.value.read(value) for name, value in node.entries}

    def schema(self) -> dict[str, Any]:
        """An object of any names."""
        return {"type": "object", "additionalProperties": self.value.schema(), "minProperties": self.least}


@dataclass(frozen=True)
class Key:
    """A key of a record: what may stand there, what it is for, and what holds without it."""

    shape: Shape
    about: str
    default: Any = MUST


@dataclass(frozen=True)
class Record:
    """Known keys. `make` gets the values by the names of the keys (`from` as `from_`), and `place`."""

    what: str
    keys: Mapping[str, Key]
    make: Callable[..., Any]
    check: Callable[[Any], None] = lambda made: None

    @property
    def says(self) -> str:
        """What it is."""
        return self.what

    def read(self, node: Node) -> Any:
        """The record."""
        if not isinstance(node, Entries):
            raise node.place.fault("wrong-type", f"{self.what} is written with keys: {', '.join(self.keys)}.")
        for name, _ in node.entries:
            if name.text not in self.keys:
                raise name.place.fault(
                    "unknown-key", f"{self.what} has no key {name.text}.", near(name.text or "", list(self.keys))
                )
        told = {argument(name): self._value(name, key, node) for name, key in self.keys.items()}
        made = self.make(**told, place=node.place)
        self.check(made)
        return made

    def _value(self, name: str, key: Key, node: Entries) -> Any:
        found = node.get(name)
        if found is not None:
            return key.shape.read(found)
        if key.default is MUST:
            raise node.place.fault("missing-key", f"{self.what} needs the key {name}: {key.about}.")
        return key.default

    def schema(self) -> dict[str, Any]:
        """An object of these properties and no others."""
        required = [name for name, key in self.keys.items() if key.default is MUST]
        return {
            "type": "object",
            "description": self.what,
            "properties": {name: {**key.shape.schema(), "description": key.about} for name, key in self.keys.items()},
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }


def argument(name: str) -> str:
    """A key's name as Python can have it."""
    return f"{name}_" if name in {"from", "with"} else name


@dataclass(frozen=True)
class Placed:
    """A value together with where it stands."""

    place: Place
    value: Any


@dataclass(frozen=True)
class At:
    """A shape whose value is kept together with its place."""

    shape: Shape

    @property
    def says(self) -> str:
        """What the shape says."""
        return self.shape.says

    def read(self, node: Node) -> Placed:
        """The value and its place."""
        return Placed(node.place, self.shape.read(node))

    def schema(self) -> dict[str, Any]:
        """The shape's own."""
        return self.shape.schema()
