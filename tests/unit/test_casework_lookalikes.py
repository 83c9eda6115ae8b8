"""Which items look nearly the same: what the bank calls near, and never along a chain."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tutela.casework import lookalikes
from tutela.casework.lookalikes import Group, Look, groups, look_of
from tutela.signals.model import MIN_QUALITY, Pdq, Problem, Signals

SMALL = st.integers(0, 2**40 - 1)


def look(number: int, bits: int, radius: int = 31) -> Look:
    """An item whose fingerprint is this number."""
    return Look(UUID(int=number), bits.to_bytes(32, "big"), radius)


def distance(one: Look, other: Look) -> int:
    return (int.from_bytes(one.code, "big") ^ int.from_bytes(other.code, "big")).bit_count()


def test_what_is_within_the_radius_of_the_first_stands_together() -> None:
    found = groups([look(1, 0), look(2, 2**31 - 1), look(3, 2**32 - 1)])
    assert found == (Group((UUID(int=1), UUID(int=2)), 31),)


def test_a_chain_is_no_group() -> None:
    """Each is near the next one, but the third is not near the first."""
    step = [0, 2**20 - 1, 2**40 - 1]
    assert groups([look(at, bits) for at, bits in enumerate(step)]) == (
        Group((UUID(int=0), UUID(int=1)), 31),
    )


def test_the_stricter_bank_says_what_is_near() -> None:
    assert groups([look(1, 0, radius=52), look(2, 2**20 - 1, radius=10)]) == ()
    assert groups([look(1, 0, radius=52), look(2, 2**10 - 1, radius=10)])[0].radius == 10


def test_alone_or_without_a_fingerprint_there_is_nothing_to_group() -> None:
    assert groups([]) == groups([look(1, 0)]) == ()
    blurred = Signals("", "", "", frames=(Pdq(bytes(32), MIN_QUALITY - 1),)).to_json()
    clear = Signals("", "", "", frames=(Pdq(bytes(32), MIN_QUALITY),)).to_json()
    nothing = Signals("", "", "0" * 64, problem=Problem.ONLY_DIGESTS).to_json()
    assert look_of(UUID(int=1), nothing, 31) is None
    assert look_of(UUID(int=1), blurred, 31) is None
    assert look_of(UUID(int=1), clear, None) is None
    assert look_of(UUID(int=1), clear, 31) == look(1, 0)


def test_no_more_are_compared_than_a_page_can_wait_for() -> None:
    many = [look(at, 0) for at in range(lookalikes.MOST_COMPARED + 5)]
    [found] = groups(many)
    assert len(found.items) == lookalikes.MOST_COMPARED


@given(st.lists(st.tuples(SMALL, st.integers(0, 52)), max_size=30))
def test_every_member_is_near_the_first_and_in_one_group(given_: list[tuple[int, int]]) -> None:
    looks = [look(at, *one) for at, one in enumerate(given_)]
    by_id = {one.item_id: one for one in looks}
    found = groups(looks)
    members = [one for group in found for one in group.items]
    assert len(members) == len(set(members))
    for group in found:
        first, *others = (by_id[one] for one in group.items)
        assert others
        for one in others:
            assert distance(first, one) <= min(first.radius, one.radius) <= group.radius
    alone = [one for one in looks if one.item_id not in members]
    for at, one in enumerate(alone):
        for other in alone[at + 1 :]:
            assert distance(one, other) > min(one.radius, other.radius)
