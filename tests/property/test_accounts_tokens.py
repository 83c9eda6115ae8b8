"""The shape of API keys' tokens."""

from __future__ import annotations

import re
from base64 import b32encode, urlsafe_b64encode

from hypothesis import given
from hypothesis import strategies as st

from tutela.platform.accounts.api_keys import public_id_of

public_parts = st.binary(min_size=10, max_size=10).map(lambda raw: b32encode(raw).decode().lower())
secret_parts = st.binary(min_size=32, max_size=32).map(
    lambda raw: urlsafe_b64encode(raw).decode().rstrip("=")
)


@given(public_parts, secret_parts)
def test_the_public_id_is_found_in_every_well_formed_token(public: str, secret: str) -> None:
    assert public_id_of(f"tutela_{public}_{secret}") == public


@given(public_parts, secret_parts, st.text(min_size=1, max_size=5))
def test_nothing_may_stand_before_or_behind_a_token(public: str, secret: str, more: str) -> None:
    token = f"tutela_{public}_{secret}"
    assert public_id_of(token + more) is None
    assert public_id_of(more + token) is None


@given(st.text())
def test_any_other_text_has_no_public_id(text: str) -> None:
    well_formed = re.fullmatch(r"tutela_[a-z2-7]{16}_[A-Za-z0-9_-]{43}", text)
    assert (public_id_of(text) is None) == (well_formed is None)
