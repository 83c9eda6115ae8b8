"""Kinds of signal are found by entry point and pass the contract they publish."""

from __future__ import annotations

from tutela.signals import contract
from tutela.signals.model import Limits, SignalKind
from tutela.signals.registry import BUILT_IN, PDQ, SHA256, installed


def test_there_is_one_type_for_each_kind_that_is_computed_from_content() -> None:
    computed = [kind.value for kind in SignalKind if kind is not SignalKind.URL]
    assert [kind.name for kind in BUILT_IN] == computed


def test_ours_register_the_way_plugins_do() -> None:
    assert {kind.name: kind for kind in BUILT_IN}.items() <= installed().items()


def test_a_digest_is_equal_or_not() -> None:
    one, other = (SHA256.compute(data, Limits())[0] for data in (b"a", b"b"))
    assert (SHA256.distance(one, one), SHA256.distance(one, other)) == (0, 1)


def test_a_kind_that_breaks_its_promises_is_told_each_of_them() -> None:
    class Careless(type(PDQ)):  # type: ignore[misc]
        def parse(self, text: str) -> bytes:
            return bytes.fromhex(text.strip()[:64].ljust(64, "0").replace("p", "0"))

        def distance(self, one: bytes, other: bytes) -> int:
            return 0 if one <= other else 1

    faults = contract.verify(Careless())
    assert [fault.split(": ")[1] for fault in faults] == [
        "spoilt_text_is_refused",
        "distance_is_a_distance",
        "same_is_near_and_different_is_far",
    ]
