"""Every kind of recipient that ships keeps every promise of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tutela.reporting import contract
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Recipient, kind, kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.reporting.plugin import RecipientKind

PROVIDER = {
    "name": "Example",
    "address": "Example Street 1",
    "contact": {"email": "safety@example.org"},
}
OPTIONS = {
    "eu-centre": {"provider": PROVIDER, "centre": "00000000-0000-0000-0000-000000000001"},
    "national-pack": {"provider": PROVIDER, "member_state": "DE"},
    "ncmec-cybertipline": {"provider": PROVIDER},
}


def recipient_of(name: str) -> Recipient:
    return Recipient(
        id=UUID(int=1),
        service_id="demo",
        name="recipient",
        kind=name,
        environment=Environment.SIMULATOR,
        address="http://127.0.0.1:1/ispws",
        transfer_ground="",
        options=kind(name).options.model_validate(OPTIONS[name]),
        ended=False,
    )


def test_every_kind_is_examined() -> None:
    assert set(kinds()) == set(OPTIONS)
    assert all(one.id == name for name, one in kinds().items())


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("check", contract.CHECKS, ids=lambda check: check.__name__)
def test_the_kind_keeps_its_promise(
    name: str, check: Callable[[RecipientKind, Recipient], None]
) -> None:
    check(kind(name), recipient_of(name))


@pytest.mark.parametrize("name", OPTIONS)
def test_a_kind_that_breaks_promises_is_found_out(name: str) -> None:
    class Loud(type(kind(name))):  # type: ignore[misc] # the class of a kind, known only here
        id = "Not An Id"

        def check(self, report: object, recipient: object) -> list[object]:
            del recipient
            return [object(), getattr(report, "account", "")]

        def documents(self, report: object, recipient: object) -> list[object]:
            del report, recipient
            return []

    faults = contract.verify(Loud(), recipient_of(name))
    assert len(faults) >= 4, faults
