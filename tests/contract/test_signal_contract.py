"""Every kind of signal that ships keeps every promise of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tutela.signals import contract
from tutela.signals.registry import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.signals.plugin import SignalType


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_kind_keeps_its_promise(kind: SignalType, check: Callable[[SignalType], None]) -> None:
    check(kind)
