"""A preset as data: how a kind of system is recognised, which tables and columns mean what, and crosswalk seeds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from entracte.profile.lists import plain
from entracte.profile.presets.calling import Phrases, arranged

PRESETS = ("ticketing", "rodrigue", "secutix-1")
"""The presets shipped, in the order in which equal ones are told: each a file of this folder."""


@dataclass(frozen=True)
class Sign:
    """A column that tables of a role have: what it means, what it is called, and the types its values may be of.

    With `by_values`, a column of that type tells something whatever it is called.
    """

    meaning: str
    names: tuple[str, ...]
    types: frozenset[str]
    weight: float
    by_values: bool

    @cached_property
    def phrases(self) -> Phrases:
        """The names, ready to be compared."""
        return arranged(self.names)


@dataclass(frozen=True)
class Role:
    """What a table can be: how much it counts for the preset, its names, its columns, and its place among the others.

    `also` are names that other roles have the better claim to. `target` is the format its rows go to, empty where there
    is none; `fields` are the fields that its columns give there, by what
    they mean; `format` one whose fields its columns are likely to be. `refers` and `referred` name the roles that it
    refers to and that refer to it. `after` is a role that must have found its table first.
    """

    name: str
    weight: float
    names: tuple[str, ...]
    also: tuple[str, ...]
    after: str
    signs: tuple[Sign, ...]
    target: str
    fields: dict[str, str]
    format: str
    refers: tuple[str, ...]
    referred: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """A kind of system. `proven` says whether a real delivery of it was ever seen; null where that is no question.

    `marks` are words that hardly any other system uses, with what each tells, and `enough` what all should tell
    together; no marks: any system of the kind. `crosswalks` are, by target field, the old values that mean a code.
    """

    name: str
    title: str
    about: str
    proven: bool | None
    needs: tuple[str, ...]
    roles: tuple[Role, ...]
    marks: dict[str, float]
    enough: float
    crosswalks: dict[str, dict[str, str]]

    def role(self, name: str) -> Role:
        """The role of that name."""
        return next(each for each in self.roles if each.name == name)


@cache
def all_presets() -> tuple[Preset, ...]:
    """Every preset that is shipped."""
    return tuple(preset_of(name, _told(name)) for name in PRESETS)


def preset_of(name: str, told: dict[str, Any]) -> Preset:
    """The preset that a file tells; what it leaves out, it has from the one that it extends."""
    base = _told(told["extends"]) if "extends" in told else {}
    roles = {**base.get("roles", {})}
    for role, own in told.get("roles", {}).items():
        roles[role] = _extended(roles.get(role, {}), own)
    seeds: dict[str, dict[str, str]] = {}
    for target, by_code in [*base.get("crosswalks", {}).items(), *told.get("crosswalks", {}).items()]:
        found = seeds.setdefault(target, {})
        found.update({plain(old): code for code, olds in by_code.items() for old in olds})
    return Preset(
        name,
        told["title"],
        told["about"],
        told.get("proven"),
        tuple(told["needs"]),
        tuple(_role(role, facts) for role, facts in roles.items()),
        dict(told.get("marks", {})),
        float(told.get("enough", 0)),
        seeds,
    )


def _told(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _extended(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A role with names of its own, and with more names for the columns that the base has."""
    told = {**base.get("columns", {}), **own.get("columns", {})}
    columns = {meaning: dict(facts) for meaning, facts in told.items()}
    for meaning, names in own.get("more", {}).items():
        columns[meaning]["names"] = [*columns[meaning]["names"], *names]
    return {**base, **{key: fact for key, fact in own.items() if key != "more"}, "columns": columns}


def _role(name: str, told: dict[str, Any]) -> Role:
    signs = tuple(
        Sign(
            meaning,
            tuple(facts["names"]),
            frozenset(facts["types"]),
            float(facts["weight"]),
            bool(facts.get("by_values", False)),
        )
        for meaning, facts in told["columns"].items()
    )
    return Role(
        name,
        float(told.get("weight", 0)),
        tuple(told["names"]),
        tuple(told.get("also", ())),
        told.get("after", ""),
        signs,
        told.get("target", ""),
        dict(told.get("fields", {})),
        told.get("format", ""),
        tuple(told.get("refers", ())),
        tuple(told.get("referred", ())),
    )
