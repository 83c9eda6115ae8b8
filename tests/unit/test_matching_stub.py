"""The committed stub of the native module is what the module says of itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "native" / "stub.py"


def test_the_committed_stub_is_current() -> None:
    spec = importlib.util.spec_from_file_location("native_stub", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.STUB.read_text(encoding="utf-8") == script.stub()


def test_the_package_says_that_it_is_typed() -> None:
    assert (SCRIPT.parents[1] / "src" / "tutela" / "py.typed").is_file()
