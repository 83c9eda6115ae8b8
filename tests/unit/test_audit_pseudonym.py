"""Accounts have names in the log that mean nothing outside the node."""

import re

import pytest

from tutela.platform.audit.pseudonym import Pseudonyms

ONE, OTHER = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)


def test_an_account_keeps_its_pseudonym() -> None:
    assert ONE.of("forum", "alice") == Pseudonyms(b"1" * 32).of("forum", "alice")


def test_a_pseudonym_is_short_and_safe_to_print() -> None:
    assert re.fullmatch(r"acct_[a-z2-7]{16}", ONE.of("forum", "alice\n\ud800"))


def test_accounts_services_and_nodes_are_told_apart() -> None:
    names = {
        ONE.of("forum", "alice"),
        ONE.of("forum", "bob"),
        ONE.of("chat", "alice"),
        ONE.of("forumal", "ice"),
        OTHER.of("forum", "alice"),
    }
    assert len(names) == 5


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Pseudonyms(b"short")


def test_the_key_does_not_print() -> None:
    assert "1111" not in repr(ONE)
