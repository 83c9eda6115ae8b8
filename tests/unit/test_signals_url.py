"""One address has one form, however it is spelt; what is no address is refused by name.

The vectors were written by hand from the rules: WHATWG URL for hosts and structure, Safe Browsing
("URLs and hashing") for escapes, slashes and dots.
"""

from __future__ import annotations

import hashlib
import time

import pytest

from tutela.signals.errors import (
    SignalTextError,
    UrlCharacter,
    UrlEscapes,
    UrlHost,
    UrlScheme,
    UrlTooLong,
)
from tutela.signals.url import LONGEST, MOST_ESCAPED, canonical, signal


@pytest.mark.parametrize(
    ("text", "form"),
    [
        # scheme, port, user information, fragment
        ("http://example.com", "example.com/"),
        ("https://example.com/", "example.com/"),
        ("HtTpS:example.com", "example.com/"),
        ("http://EXAMPLE.com:80/a/../b#frag", "example.com/b"),
        ("https://example.com:443/", "example.com/"),
        ("http://example.com:8080/", "example.com:8080/"),
        ("http://example.com:/", "example.com/"),
        ("http://ann:secret@example.com/", "example.com/"),
        ("http://example.org@example.com/", "example.com/"),
        ("http://example.com/#a?b", "example.com/"),
        # white space, backslashes, too many slashes at the front
        ("  http://example.com/a  ", "example.com/a"),
        ("ht\ntp://exam\tple.com/\r\na", "example.com/a"),
        ("http:\\\\example.com\\a\\b", "example.com/a/b"),
        ("http:////example.com/a", "example.com/a"),
        ("http://example.com/a b", "example.com/a%20b"),
        # hosts
        ("http://www.example.com/", "www.example.com/"),
        ("http://example.com./", "example.com/"),
        ("http://..example...com../", "example.com/"),
        ("http://%65xample.com/", "example.com/"),
        ("http://b\u00fccher.example/", "xn--bcher-kva.example/"),
        ("http://XN--BCHER-KVA.example/", "xn--bcher-kva.example/"),
        ("http://\uff45xample\u3002com/", "example.com/"),
        ("http://ex\u0430mple.com/", "xn--exmple-4nf.com/"),
        # numbers as hosts
        ("http://192.0.2.1/", "192.0.2.1/"),
        ("http://3221225985/", "192.0.2.1/"),
        ("http://0300.0.02.01/", "192.0.2.1/"),
        ("http://0xC0.0x0.0x2.0x1/", "192.0.2.1/"),
        ("http://0xC0000201/", "192.0.2.1/"),
        ("http://192.0.513/", "192.0.2.1/"),
        ("http://0x7f.1/", "127.0.0.1/"),
        ("http://192.0.2.1./", "192.0.2.1/"),
        ("http://192.0.2.1../", "192.0.2.1/"),
        ("http://[2001:DB8:0:0:0:0:0:1]:80/", "[2001:db8::1]/"),
        # the path
        ("http://example.com/a/./b/", "example.com/a/b/"),
        ("http://example.com/a/..", "example.com/"),
        ("http://example.com/../../a", "example.com/a"),
        ("http://example.com/a/.", "example.com/a/"),
        ("http://example.com//a///b", "example.com/a/b"),
        ("http://example.com/A", "example.com/A"),
        ("http://example.com/...", "example.com/..."),
        # escapes
        ("http://example.com/%7Ea", "example.com/~a"),
        ("http://example.com/%61%2561%252561", "example.com/aaa"),
        ("http://example.com/%2e%2e/a", "example.com/a"),
        ("http://example.com/a/%252e%252e/b", "example.com/b"),
        ("http://example.com/a%255c..%255cb", "example.com/b"),
        ("http://example.com/a%2fb", "example.com/a/b"),
        ("http://example.com/a%3Fb", "example.com/a?b"),
        ("http://example.com/%", "example.com/%25"),
        ("http://example.com/%zz%4", "example.com/%25zz%254"),
        ("http://example.com/%23", "example.com/%23"),
        ("http://example.com/%00%0a%7f%ff", "example.com/%00%0A%7F%FF"),
        ("http://example.com/\u00e9", "example.com/%C3%A9"),
        ("http://example.com/\"<>^`{|}'", "example.com/\"<>^`{|}'"),
        # the query
        ("http://example.com?a=1", "example.com/?a=1"),
        ("http://example.com/?b=2&a=1", "example.com/?b=2&a=1"),
        ("http://example.com/?", "example.com/"),
        ("http://example.com/?a?b", "example.com/?a?b"),
        ("http://example.com/?a=/../b//c\\d", "example.com/?a=/../b//c\\d"),
        ("http://example.com/?a=%2541+b", "example.com/?a=A+b"),
    ],
)  # fmt: skip
def test_every_spelling_of_an_address_has_its_form(text: str, form: str) -> None:
    assert canonical(text) == form
    assert canonical(f"http://{form}") == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.com/", "http://www.example.com/"),
        ("http://example.com/", "http://example.com:8080/"),
        ("http://example.com/a", "http://example.com/A"),
        ("http://example.com/a", "http://example.com/a/"),
        ("http://example.com/a", "http://example.com/a?x"),
        ("http://example.com/?a=1&b=2", "http://example.com/?b=2&a=1"),
        ("http://example.com/a", "http://example.com/"),
        ("http://example.com/", "http://ex\u0430mple.com/"),
        ("http://b\u00fccher.example/", "http://bucher.example/"),
    ],
)
def test_another_address_has_another_signal(one: str, other: str) -> None:
    assert signal(one) != signal(other)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", UrlScheme),
        ("example.com/a", UrlScheme),
        ("//example.com/a", UrlScheme),
        ("example.com:80/a", UrlScheme),
        ("ftp://example.com/", UrlScheme),
        ("javascript:alert(1)", UrlScheme),
        ("data:text/html,http://example.com", UrlScheme),
        ("file:///etc/hosts", UrlScheme),
        ("http:", UrlHost),
        ("http://", UrlHost),
        ("http:///", UrlHost),
        ("http://?a", UrlHost),
        ("http://:80/", UrlHost),
        ("http://ann@/", UrlHost),
        ("http://../", UrlHost),
        ("http://\u00ad/", UrlHost),
        ("http://exa mple.com/", UrlHost),
        ("http://example.com:65536/", UrlHost),
        ("http://example.com:port/", UrlHost),
        ("http://%2565xample.com/", UrlHost),
        ("http://example%2fcom/", UrlHost),
        ("http://256.0.0.1/", UrlHost),
        ("http://1.2.3.4.5/", UrlHost),
        ("http://a.1../", UrlHost),
        ("http://[::1/", UrlHost),
        ("http://[v1.a]/", UrlHost),
        ("http://.192.0.2..1./", UrlHost),
        ("http://example.com/\x00", UrlCharacter),
        ("http://exam\x08ple.com/", UrlCharacter),
        ("http://example.com/\x7f", UrlCharacter),
        ("http://example.com/\x85", UrlCharacter),
        ("http://example.com/\ud800", UrlCharacter),
        ("http://example.com/%" + "25" * MOST_ESCAPED, UrlEscapes),
        ("http://example.com/" + "a" * LONGEST, UrlTooLong),
        ("http://example.com/" + "a" * 1_000_000, UrlTooLong),
        ("http://example.com/" + "\u00e9" * 2000, UrlTooLong),
        ("a" * 1_000_000, UrlTooLong),
    ],
)
def test_what_is_no_address_is_refused_by_name(text: str, error: type[SignalTextError]) -> None:
    with pytest.raises(error):
        canonical(text)


def test_a_refusal_never_repeats_the_address() -> None:
    for text in ("ftp://example.com/secret", "http://example.com:x/secret", "http://a/secret\x00"):
        with pytest.raises(SignalTextError) as refused:
            canonical(text)
        assert "secret" not in str(refused.value)


def test_escapes_as_deep_as_is_allowed_are_taken_off_quickly() -> None:
    deep = "%" + "25" * (MOST_ESCAPED - 1)
    start = time.perf_counter()
    assert canonical("http://example.com/" + deep * (8000 // len(deep))).startswith("example.com/%")
    assert time.perf_counter() - start < 1


def test_the_signal_is_the_digest_of_the_form() -> None:
    assert signal("HTTPS://Example.COM/a") == hashlib.sha256(b"example.com/a").digest()
