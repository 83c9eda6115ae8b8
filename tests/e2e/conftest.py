"""Homes for the end-to-end tests: made once by `tutela init`, and copied for each test."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import photographs
from tests.e2e.programs import Home

from tutela import assembly
from tutela.platform.database.embedded import EmbeddedServer
from tutela.platform.home import open_node
from tutela.platform.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.platform.node import Node

HIT, STRANGER = "astronaut.png", "rocket.jpg"


@contextmanager
def homes() -> Iterator[Path]:
    """A short private folder for homes, gone with their servers afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="tutela-e2e-"))
    try:
        yield folder
    finally:
        for server in folder.glob("**/postgres"):
            EmbeddedServer(server).stop()
        shutil.rmtree(folder, ignore_errors=True)


def rested(home: Home) -> Home:
    """The same home once its server has stopped, so that it can be copied."""
    EmbeddedServer(home.folder / "postgres").stop()
    return home


@contextmanager
def opened(home: Home) -> Iterator[Node]:
    """The node of a home, in this process."""
    settings, _ = load(home.folder, {})
    with open_node(settings, assembly.tasks()) as node:
        yield node


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder of this test's own."""
    with homes() as folder:
        yield folder


@pytest.fixture
def empty(place: Path) -> Home:
    """A home that is not there yet."""
    return Home(place / "home")


@pytest.fixture(scope="session")
def demo_template() -> Iterator[Home]:
    """A demo node with one photograph in its bank."""
    with homes() as folder:
        home = Home(folder / "home")
        home.ok("init", "--demo")
        home.ok("bank", "add", "demo", picture(folder, HIT))
        yield rested(home)


@pytest.fixture
def demo(demo_template: Home, place: Path) -> Home:
    shutil.copytree(demo_template.folder, place / "home", symlinks=True, ignore=_sockets)
    return Home(place / "home")


@pytest.fixture(scope="module")
def shared(demo_template: Home) -> Iterator[Home]:
    """A demo node for tests that only look, or add what no other test minds."""
    with homes() as folder:
        shutil.copytree(demo_template.folder, folder / "home", symlinks=True, ignore=_sockets)
        yield Home(folder / "home")


@pytest.fixture
def hit(place: Path) -> Path:
    """The file of the banked photograph."""
    return picture(place, HIT)


@pytest.fixture
def stranger(place: Path) -> Path:
    """The file of a photograph in no bank."""
    return picture(place, STRANGER)


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(photographs.original(name))
    return path


def _sockets(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if (Path(folder) / name).is_socket()}
