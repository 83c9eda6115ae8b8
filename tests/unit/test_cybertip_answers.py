"""What NCMEC answered, and what its codes mean."""

from __future__ import annotations

import pytest

from tutela.reporting.cybertip.answers import code_of, read_done, read_finish, read_response
from tutela.reporting.cybertip.codes import TABLE, Kind, meaning
from tutela.reporting.cybertip.elements.replies import Files, ReportDoneResponse, ReportResponse
from tutela.reporting.cybertip.errors import AnswerUnreadable

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CANARY = "canary"


def response(inside: str) -> bytes:
    return f"{HEAD}<reportResponse>{inside}</reportResponse>".encode()


OPENED = response(
    "<responseCode>0</responseCode><responseDescription>Success</responseDescription>"
    "<reportId>4564654</reportId>"
)
UPLOADED = response(
    "<responseCode>0</responseCode><responseDescription/><reportId>4564654</reportId>"
    "<fileId>b0754af766b426f2928c651a4a95ad6c</fileId>"
    "<hash> fafa5efeaf3cbe3b23b2748d13e629a1 </hash>"
)
REFUSED = response(
    "<responseCode>5102</responseCode><responseDescription>Finished</responseDescription>"
)
DONE = (
    f"{HEAD}<reportDoneResponse>\n<responseCode>0</responseCode><reportId>4564654</reportId>"
    "<files><fileId>one</fileId><fileId>two</fileId></files></reportDoneResponse>"
).encode()


def test_an_opened_report_has_its_number() -> None:
    expected = ReportResponse(response_code=0, response_description="Success", report_id=4564654)
    assert read_response(OPENED) == expected


def test_an_upload_has_its_file_and_digest() -> None:
    found = read_response(UPLOADED)
    assert found.file_id == "b0754af766b426f2928c651a4a95ad6c"
    assert found.hash == "fafa5efeaf3cbe3b23b2748d13e629a1"


def test_a_finished_report_names_its_files() -> None:
    expected = ReportDoneResponse(
        response_code=0, report_id=4564654, files=Files(file_id=("one", "two"))
    )
    assert read_done(DONE) == read_finish(DONE) == expected


def test_a_refusal_to_finish_is_read_as_what_it_is() -> None:
    found = read_finish(REFUSED)
    assert isinstance(found, ReportResponse)
    assert code_of(found).kind is Kind.FINISHED


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"0",
        OPENED[:-1],
        OPENED + OPENED,
        b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        OPENED.replace(b"<reportResponse>", b'<reportResponse xmlns="urn:x">'),
        OPENED.replace(b">0<", b">zero<"),
        OPENED.replace(b">0<", b"><"),
        OPENED.replace(b">0<", b">2147483648<"),
        OPENED.replace(b"4564654", b"0"),
        OPENED.replace(b"4564654", CANARY.encode()),
        OPENED.replace(b"<responseCode>0</responseCode>", b""),
        OPENED.replace(b"</reportId>", b"</reportId><more/>"),
        OPENED.replace(b"<reportId>", b"<reportId>1</reportId><reportId>"),
        DONE,
        DONE.replace(b"reportDone", b"reportGone"),
        b'{"responseCode": 0}',
        UPLOADED.replace(b"b0754af7", b"b0754 af7"),
    ],
)
def test_what_is_no_whole_answer_is_unreadable_and_never_guessed(data: bytes) -> None:
    with pytest.raises(AnswerUnreadable) as unreadable:
        read_response(data)
    assert CANARY not in str(unreadable.value)


@pytest.mark.parametrize("data", [b"", OPENED, DONE[:-30], DONE.replace(b"4564654", b"")])
def test_a_report_is_not_finished_without_the_list_of_its_files(data: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        read_finish(data)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (Kind.DONE, {0}),
        (Kind.RETRY, {1000, 1100, 1110, 1111, 1300}),
        (Kind.CREDENTIALS, {2000, 3000, 3100, 3300}),
        (Kind.REQUEST, {4000, 4100, 4110, 4200}),
        (Kind.UNKNOWN_REPORT, {1210, 5001, 5002}),
        (Kind.RETRACTED, {5101}),
        (Kind.FINISHED, {5102}),
        (Kind.REFUSED, set()),
    ],
)
def test_every_documented_code_says_what_follows(kind: Kind, codes: set[int]) -> None:
    assert {one.code for one in TABLE if one.kind is kind} == codes
    assert all(meaning(code).kind is kind for code in codes)


@pytest.mark.parametrize("code", [-1, 1, 999, 6000])
def test_an_undocumented_code_is_a_refusal_that_names_it(code: int) -> None:
    assert meaning(code).kind is Kind.REFUSED
    assert str(code) in meaning(code).sentence


def test_names_and_sentences_are_told_apart() -> None:
    assert len({one.name for one in TABLE}) == len({one.sentence for one in TABLE}) == len(TABLE)
