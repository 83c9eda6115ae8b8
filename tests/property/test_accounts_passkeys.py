"""What a stranger sends as a passkey's answer is refused, whatever it is; counts only grow."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.accounts.factors import passkeys
from tutela.platform.accounts.factors.errors import PasskeyRefused
from tutela.platform.secret import Secret

PLACE = passkeys.Place("localhost", "http://localhost:8321")
junk = st.one_of(
    st.text(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "rawId", "response", "type", "x"]), inner)
        ),
        max_leaves=8,
    ).map(json.dumps),
)


@given(junk)
def test_whatever_is_no_answer_is_refused_in_one_way(answer: str) -> None:
    with pytest.raises(PasskeyRefused):
        passkeys.presented(answer)
    with pytest.raises(PasskeyRefused):
        passkeys.registered(PLACE, Secret("challenge"), answer)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_only_grows_or_is_not_kept_at_all(before: int, now: int) -> None:
    assert passkeys.counts_on(before, now) is (now > before or (before, now) == (0, 0))
