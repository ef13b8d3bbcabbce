"""The values every institution is created with: standard titles with their salutations, and shipment modes."""

from __future__ import annotations

import tomllib
from importlib import resources


def standard_values() -> list[dict[str, object]]:
    """The standard rows of `list_value`, without their institution: title and shipment mode codes (D20, catalogue.md).

    Each has `list`, `code`, `name` (English) and, by language, `names`, `letter_salutation` and `addr_salutation`.
    """
    text = resources.files(__package__).joinpath("standard_values.toml").read_text(encoding="utf-8")
    return [
        {
            "list": name,
            "code": code,
            "name": told["name"]["en"],
            "names": told["name"],
            "letter_salutation": told.get("letter_salutation", {}),
            "addr_salutation": told.get("addr_salutation", {}),
        }
        for name, values in tomllib.loads(text).items()
        for code, told in values.items()
    ]
