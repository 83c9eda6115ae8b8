"""Reports of mail servers are read with bounds, whatever stands in them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bounces import report

from tutela.redress.statements import bounce
from tutela.redress.statements.bounce import Action, read
from tutela.redress.statements.errors import BounceTooLarge, BounceUnreadable

CODE = "7mqk-0000-1111-2222-3333-4444-5555"


@pytest.mark.parametrize("action", list(Action))
def test_what_became_of_a_letter_is_read(action: Action) -> None:
    found = read(report(CODE, action=f"{action.value.upper()} (said so)"))
    assert (found.action, found.status, found.codes) == (action, "5.1.1", (CODE,))


def test_one_failed_recipient_is_a_failure_whatever_the_others_are() -> None:
    two = report(CODE, action="delayed", status="4.4.1").replace(
        b"Reporting-MTA: dns; mail.example\r\n\r\n",
        b"Reporting-MTA: dns; mail.example\r\n\r\n"
        b"Final-Recipient: rfc822; b@c.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n",
    )
    assert (read(two).action, read(two).status) == (Action.FAILED, "5.2.2")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 100,
        b"Subject: out of office\n\nBack on Monday.",
        b"Content-Type: multipart/report\n\nno boundary",
        b'Content-Type: multipart/report; boundary="B"\n\n--B\n\nx\n--B--',
        report(CODE).replace(b"Action: failed", b"Action: exploded"),
        report(CODE).replace(b"multipart/report", b"multipart/mixed"),
        report(CODE).replace(b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(BounceUnreadable):
        read(data)


def test_a_report_that_is_too_large_is_refused() -> None:
    with pytest.raises(BounceTooLarge):
        read(b"x" * (bounce.LARGEST + 1))


def test_a_letter_inside_a_letter_names_nothing() -> None:
    inner = report("0000-0000-0000-0000-0000-0000-0000").decode()
    inner = inner.replace('boundary="B"', 'boundary="C"').replace("--B", "--C")
    outer = report(CODE, to="x@y.example", message_id="<none@y.example>", whole=True)
    nested = outer.replace(b"Subject: x", f"Subject: x\r\n\r\n{inner}".encode())
    assert read(nested).codes == ()


def test_very_many_codes_and_parts_are_bounded() -> None:
    many = ", ".join(f"b+{number:028d}@x.example" for number in range(1000))
    assert len(read(report(CODE, to=many)).codes) == bounce.MOST_CODES


def test_deep_nesting_ends_soon() -> None:
    deep = "".join(
        f'Content-Type: multipart/report; boundary="b{n}"\n\n--b{n}\n' for n in range(15_000)
    )
    began = time.monotonic()
    with pytest.raises(BounceUnreadable):
        read(deep.encode()[: bounce.LARGEST])
    assert time.monotonic() - began < 20


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    for one in (data, report(CODE).replace(b"Reporting-MTA", data), report(CODE) + data):
        try:
            read(one)
        except BounceUnreadable:
            continue
