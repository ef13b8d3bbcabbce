"""What a format is: fields, their types, lengths and allowed values, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_PAIRED = re.compile(r"\[(old|new)\] *(\S.*)", re.IGNORECASE)


class FieldType(StrEnum):
    """The data types of the documented file formats (contact.md section 2)."""

    TEXT = "Text"
    CODE = "Code"
    ENUM = "Enum"
    BOOLEAN = "Boolean"
    NUMBER = "Number"
    DATE = "Date"
    TIMESTAMP = "Timestamp"
    AMOUNT = "Amount"
    PERCENTAGE = "Percentage"
    CODE_VALUE = "CodeValue"
    PHONE = "Phone"
    EMAIL = "E-mail"
    URL = "Web site"


class TooLong(StrEnum):
    """What a value over its documented length costs (D8)."""

    TRUNCATE = "truncate"
    DROP = "drop"
    REJECT = "reject"


@dataclass(frozen=True)
class Field:
    """One column of a format.

    `length` counts characters. `mandatory` is `yes`, empty, or says when. `default` is what an empty cell means.
    `values` are the allowed values of an Enum. `code_list` names the list of the institution that holds the allowed
    codes (`TITLE`, `COUNTRY`, ...). `aliases` are old column names. `key` columns tell which thing a row is about.
    `about` is what a customer reads, `example` a cell as it may stand in a file.
    """

    name: str
    type: FieldType
    group: str
    about: str
    length: int | None = None
    mandatory: str = ""
    default: str = ""
    values: tuple[str, ...] = ()
    code_list: str | None = None
    too_long: TooLong = TooLong.DROP
    aliases: tuple[str, ...] = ()
    key: bool = False
    example: str = ""


@dataclass(frozen=True)
class Pairs:
    """Columns in pairs, `[old] CODE` and `[new] CODE`: the value when the file was made, and the one that is wanted.

    `codes` are those that may stand there; none: any code, since each institution has its own.
    """

    about: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One kind of file: its name, what it is for, and its fields in the order of the template.

    `effects` says what each of `operations` does, in the same order; `notes` are the rules that belong to no one field.
    `pairs`: the columns it has besides `fields`, if any. `told_by_key`: it shares its columns with another format, and
    a file is in this one only if its key columns are there.
    """

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]
    version: str
    operations: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    pairs: Pairs | None = None
    told_by_key: bool = False

    @property
    def field_names(self) -> tuple[str, ...]:
        """The codes of the columns, in the order of the template."""
        return tuple(each.name for each in self.fields)

    def named(self, name: str) -> Field:
        """The field of that code; a column of a pair is a text."""
        if self.pairs and self.paired_column(name) == name:
            return Field(name, FieldType.TEXT, "Pairs", self.pairs.about)
        return next(each for each in self.fields if each.name == name)

    def paired_column(self, title: str) -> str | None:
        """The title as we write it, `[old] CODE`, if it is a column of a pair of this format."""
        if self.pairs is None or not (match := _PAIRED.fullmatch(title)):
            return None
        when, code = match[1].lower(), match[2]
        if self.pairs.codes:
            code = code.upper()
            if code not in self.pairs.codes:
                return None
        return f"[{when}] {code}"

    def can_hold(self, columns: tuple[str, ...]) -> bool:
        """Whether a file with these columns may be taken for one in this format, if nobody says which it is."""
        keys = {each.name for each in self.fields if each.key}
        return (not self.told_by_key or keys <= set(columns)) and (
            self.pairs is None or any(map(self.paired_column, columns))
        )

    def columns_by_alias(self) -> dict[str, str]:
        """Every accepted column title, lower-cased, with the field it means (D1, D67)."""
        titles = {alias.lower(): each.name for each in self.fields for alias in each.aliases}
        return titles | {each.name.lower(): each.name for each in self.fields}
