"""Deliveries profiled in the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from entracte.inspection import inspect, profile_delivery
from entracte.profile.model import DeliveryProfile
from entracte.profile.presets import PresetFit, fitting_presets
from entracte.settings import Settings
from tests.inspect.command import Inspector
from tests.profile.presets.systems import write_system

Fits = Callable[[Path], tuple[PresetFit, ...]]


@pytest.fixture(scope="session")
def profiled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], DeliveryProfile]:
    """The profile of a delivery."""
    settings = Settings(home=tmp_path_factory.mktemp("presets"))
    return lambda path: profile_delivery(settings, inspect(settings, str(path)))


@pytest.fixture(scope="session")
def fits(profiled: Callable[[Path], DeliveryProfile]) -> Fits:
    """The presets by how well they fit a delivery."""
    return lambda path: fitting_presets(profiled(path), [path.name])


@pytest.fixture(scope="session")
def world(
    profiled: Callable[[Path], DeliveryProfile], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], DeliveryProfile]:
    """The profile of a vocabulary's database, made once."""

    @cache
    def made(name: str) -> DeliveryProfile:
        path = tmp_path_factory.mktemp(name) / "old.sqlite"
        write_system(path, name)
        return profiled(path)

    return made


@pytest.fixture
def inspector(tmp_path: Path) -> Inspector:
    """The command with a home of the test."""
    home = tmp_path / "home"
    home.mkdir()
    return Inspector(home)
