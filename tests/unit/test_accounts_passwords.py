"""Passwords: rules, generation, hashing."""

from __future__ import annotations

import time
import unicodedata

import pytest

from tutela.platform.accounts import passwords
from tutela.platform.accounts.errors import PasswordWeak
from tutela.platform.secret import Secret


def test_a_generated_password_follows_the_rules_and_has_a_hundred_bits() -> None:
    made = passwords.generate()
    groups = made.reveal().split("-")
    passwords.check_rules("administrator", made)
    assert len(passwords.ALPHABET) == len(set(passwords.ALPHABET)) == 32
    assert [len(group) for group in groups] == [4] * 5
    assert made != passwords.generate()


@pytest.mark.parametrize(
    ("password", "says"),
    [("eleven sign", "11 characters"), ("a" * 1025, "more than 1024"), ("Long.Account", "name")],
)
def test_a_password_that_is_short_or_endless_or_the_name_is_refused(
    password: str, says: str
) -> None:
    with pytest.raises(PasswordWeak, match=says) as refusal:
        passwords.check_rules("long.account", Secret(password))
    assert password not in str(refusal.value)


def test_a_hash_is_argon2id_in_the_low_memory_profile_of_rfc_9106() -> None:
    made = passwords.hashed(Secret("correct horse battery"))
    assert made.reveal().startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not passwords.outdated(made)


def test_only_the_hashed_password_holds() -> None:
    made = passwords.hashed(Secret("correct horse battery"))
    assert passwords.holds(Secret("correct horse battery"), made)
    assert not passwords.holds(Secret("correct horse batterz"), made)
    assert not passwords.holds(Secret("correct horse battery"), Secret("not a hash"))


def test_a_password_typed_on_another_keyboard_is_the_same_password() -> None:
    typed = "größte Verschwiegenheit"
    made = passwords.hashed(Secret(unicodedata.normalize("NFC", typed)))
    assert passwords.holds(Secret(unicodedata.normalize("NFD", typed)), made)


def test_bytes_from_a_terminal_that_are_no_text_are_a_password_like_any_other() -> None:
    made = passwords.hashed(Secret("terminal \udcff bytes"))
    assert passwords.holds(Secret("terminal \udcff bytes"), made)


def test_without_a_hash_nothing_holds_and_it_takes_as_long() -> None:
    password, made = Secret("correct horse battery"), passwords.hashed(Secret("something else"))
    passwords.prepare()
    begun = time.perf_counter()
    passwords.holds(password, made)
    known = time.perf_counter() - begun
    assert not passwords.holds(password, None)
    unknown = time.perf_counter() - begun - known
    assert unknown > known / 5  # without the dummy hash it would be a thousandth
