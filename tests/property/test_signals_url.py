"""Whatever the text, it has one canonical form or is refused by name, and the form is its own."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tutela.signals.errors import SignalTextError
from tutela.signals.url import LONGEST, canonical

PIECES = st.sampled_from(
    ["http:", "https:", "/", "//", "\\", ".", "..", "%2e", "%25", "%2525", "%2f", "%5c", "%3f", "?",
     "#", ":", "@", "[", "]", "::1", "0x7f", "1", "127.0.0.1", "example", "com", "xn--", "-", "_",
     "\u00e9", "\u0430", "\u3002", "\u00ad", "\u200d", "\u00df", " ", "\t", "\n", "\x00", "\ud800",
     "80", "443", "&a=b", "%", "%zz", "%00", "*", "|", "^", "'"]
)  # fmt: skip
ADDRESSES = st.lists(PIECES | st.text(max_size=3), max_size=14).map("".join)


def form_of(text: str) -> str | None:
    try:
        return canonical(text)
    except SignalTextError:
        return None


@settings(max_examples=400)
@given(st.text() | ADDRESSES | ADDRESSES.map("http://example.com/{}".format))
def test_a_text_has_a_form_of_plain_signs_or_is_refused_by_name(text: str) -> None:
    form = form_of(text)
    assert form is None or (form.isascii() and form.isprintable() and len(form) <= LONGEST)


@settings(max_examples=400)
@given(ADDRESSES.map("http://{}".format) | ADDRESSES.map("http://example.com/{}".format))
def test_the_form_of_a_form_is_itself(text: str) -> None:
    form = form_of(text)
    assume(form is not None)
    assert form_of(f"http://{form}") == form_of(f"https://{form}") == form


@given(st.text("abcxyz/.?&=-_~", max_size=30), st.integers(1, 20), st.sampled_from(["#x", "", "#"]))
def test_no_depth_of_escapes_and_no_fragment_makes_another_address(
    rest: str, depth: int, end: str
) -> None:
    escaped = "".join(f"%{'25' * (depth - 1)}{ord(sign):02x}" for sign in rest)
    assert canonical(f"http://example.com/{escaped}{end}") == canonical(
        f"http://example.com/{rest}"
    )
