"""A letter is taken apart and never trusted: whatever comes is read, kept or refused in words."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.orders import mail
from tutela.orders.errors import MailEmpty, MailTooLarge, MailUnreadable
from tutela.platform.errors import BadInput, TooLarge

PDF = b"%PDF-1.7 an order"


def letter(text: str = "We order you to act.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Registry <registry@court.example>"
    made["To"] = "orders@forum.example"
    made["Subject"] = "Order 12/2026, Düsseldorf"
    made["Message-ID"] = "<one@court.example>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    return made


def test_its_words_wait_for_a_person_and_its_attachments_are_kept() -> None:
    made = letter()
    made.add_attachment(PDF, maintype="application", subtype="pdf", filename="order.pdf")
    found = mail.read(made.as_bytes())
    assert "From: Registry <registry@court.example>" in found.said
    assert "Subject: Order 12/2026, Düsseldorf" in found.said
    assert found.said.rstrip().endswith("We order you to act.")
    order, whole = found.papers
    assert (order.name, order.media_type, order.data) == ("order.pdf", "application/pdf", PDF)
    assert (whole.name, whole.quarantined, whole.data) == ("mail.eml", True, made.as_bytes())


def test_the_same_letter_by_another_way_is_the_same() -> None:
    data = letter().as_bytes()
    by_another = b"Received: from relay.example\n" + data
    assert mail.read(data).digest == mail.read(by_another).digest
    assert mail.read(data).digest != mail.read(letter("Something else.").as_bytes()).digest


def test_html_is_no_text_and_steering_signs_are_left_out() -> None:
    made = letter("plain \u202e\x1b[31m words")
    made.add_alternative("<script>alert(1)</script>", subtype="html")
    found = mail.read(made.as_bytes())
    assert "<script>" not in found.said
    assert "\u202e" not in found.said
    assert "\x1b" not in found.said
    assert found.papers[0].media_type == "text/html"


def test_a_letter_in_a_letter_is_kept_as_it_is() -> None:
    inner, outer = letter("The order is within."), letter("Please see below.")
    outer.add_attachment(inner)
    found = mail.read(outer.as_bytes())
    assert "The order is within." not in found.said
    assert b"The order is within." in found.papers[0].data


def test_of_very_many_parts_the_first_are_taken_and_the_rest_are_counted() -> None:
    made = letter()
    for number in range(80):
        made.add_attachment(b"%d" % number, maintype="application", subtype="x", filename="n")
    found = mail.read(made.as_bytes())
    assert len(found.papers) == mail.MOST_PARTS  # its text is one of the parts
    assert "[31 of its parts are only in mail.eml" in found.said


def test_a_megabyte_of_text_is_cut_and_the_whole_is_kept() -> None:
    data = letter("x" * 70 + "\n" + "y " * 500_000).as_bytes()
    found = mail.read(data)
    assert len(found.said) < mail.LONGEST_WORDS + 1000
    assert found.papers[-1].data == data


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", MailEmpty),
        (b" \r\n ", MailEmpty),
        (b"x" * (mail.LARGEST_MAIL + 1), MailTooLarge),
        (b"\x00\x01\x02", MailUnreadable),
    ],
)
def test_what_is_no_letter_is_refused_in_words(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        mail.read(data)


NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    for depth in range(3000)
)
HOSTILE = {
    "very deep": NESTED,
    "no boundary": b"Subject: x\nContent-Type: multipart/mixed\n\nbody",
    "unknown charset": b"Subject: x\nContent-Type: text/plain; charset=klingon-8\n\nbody",
    "a charset that is a codec": b"Subject: x\nContent-Type: text/plain; charset=zlib\n\nbody",
    "a charset with a zero": b'Subject: x\nContent-Type: text/plain; charset="a\x00b"\n\nbody',
    "broken base64": b"Subject: x\nContent-Transfer-Encoding: base64\n\n@@@=@",
    "broken quoting": b"Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n=ZZ=",
    "uuencode": b"Subject: x\nContent-Transfer-Encoding: x-uuencode\n\nbegin 777 ../../x\nM",
    "a name that climbs": b'Subject: x\nContent-Type: application/pdf; name="../../passwd"\n\nx',
    "a name in pieces": b"Subject: x\nContent-Type: application/pdf; name*0*=x; name*9999=y\n\nx",
    "a word in a made-up charset": b"Subject: =?nope?Q?x?= =?utf-8?B?####?=\n\nbody",
    "two subjects": b"Subject: one\nSubject: two\n\nbody",
    "nothing but a head": b"Subject: x\n",
    "bytes above 127": "Subject: Grüße\n\nschön".encode("latin-1"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_letters_are_read_or_refused(data: bytes) -> None:
    try:
        found = mail.read(data)
    except MailUnreadable:
        return
    assert found.papers[-1].data == data
    assert all(sign.isprintable() or sign in "\n\t" for sign in found.said)
    found.said.encode()


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault(data: bytes) -> None:
    for whole in (data, b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + data):
        try:
            mail.read(whole).said.encode()
        except (BadInput, TooLarge):
            continue
