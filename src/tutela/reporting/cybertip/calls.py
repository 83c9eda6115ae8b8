"""Requests to the CyberTipline, each kept word for word before it goes and after it is answered."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform.errors import TutelaError
from tutela.reporting.cybertip.answers import read_finish, read_response
from tutela.reporting.cybertip.codes import Code, Kind, meaning
from tutela.reporting.cybertip.elements.replies import ReportResponse
from tutela.reporting.cybertip.errors import AnswerUnreadable, SchemaRefused
from tutela.reporting.cybertip.schema import load
from tutela.reporting.cybertip.wire_errors import CallFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tutela.reporting.cybertip.client import Answer, Client
    from tutela.reporting.cybertip.elements.replies import ReportDoneResponse
    from tutela.reporting.cybertip.mapping_files import Upload
    from tutela.reporting.filing import Filing
    from tutela.reporting.records import Attempt

    Read = Callable[[bytes], ReportResponse | ReportDoneResponse]

FINISH = "finish"
_UNREADABLE = Code(-1, "answer-unreadable", meaning(-1).kind, meaning(-1).sentence)
_OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered. `unreadable`: something was, but what it means is not known."""

    code: Code
    report_id: int | None = None
    file_id: str | None = None
    md5: str | None = None
    files: tuple[str, ...] = ()
    unreadable: bool = False

    def matches(self, data: bytes) -> bool:
        """Whether the other side got these bytes; where it does not say, it is believed."""
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        return self.md5 is None or self.md5.lower() == digest


class Calls:
    """The requests of one run. All raise CallFailed where no answer came."""

    def __init__(self, filing: Filing, client: Client) -> None:
        self._filing = filing
        self._ledger = filing.ledger
        self._client = client

    def schema(self) -> bytes:
        """The schema in force, fetched at most once a day; where that fails, the last good one.

        Raises SchemaRefused where there never was one.
        """
        known, fresh = self._ledger.schema()
        if known is not None and fresh:
            return known
        try:
            return self._fetched()
        except (CallFailed, SchemaRefused):
            if known is None:
                raise
            return known

    def _fetched(self) -> bytes:
        exchange = self._ledger.ask("xsd", b"")
        answer = self._sent(exchange, self._client.schema)
        usable = answer.status in _OK
        self._ledger.answered(exchange, status=answer.status, request_id=answer.request_id)
        if not usable:
            raise SchemaRefused(problem=f"came with the status {answer.status}")
        load(answer.body)
        self._ledger.keep_schema(answer.body)
        return answer.body

    def doubt_schema(self) -> None:
        """Has the schema fetched anew: a refusal may come from a new one."""
        self._ledger.age_schema()

    def is_well(self) -> bool:
        """Whether the service says of itself that it works. Changes nothing there."""
        exchange = self._ledger.ask("status", b"")
        answer = self._sent(exchange, self._client.status)
        said = _said(answer, read_response)
        self._ledger.answered(exchange, status=answer.status, request_id=answer.request_id)
        return said.code.kind is Kind.DONE and not said.unreadable

    def submit(self, attempt: Attempt, xml: bytes, left_out: tuple[str, ...]) -> Said:
        note = f"left out: {', '.join(left_out)}" if left_out else ""
        return self._say(
            "submit", xml, attempt, lambda: self._client.submit(xml), read_response, note
        )

    def upload(self, attempt: Attempt, upload: Upload, data: bytes) -> Said:
        """Uploads bytes; of them only name, size and digest are kept beside the answer."""
        number = int(attempt.remote_id or 0)
        digest = hashlib.sha256(data).hexdigest()
        told = f"{upload.name}, {len(data)} bytes, SHA-256 {digest}".encode()
        return self._say(
            "upload",
            told,
            attempt,
            lambda: self._client.upload(number, upload.name, data, upload.media_type),
            read_response,
        )

    def describe(self, attempt: Attempt, xml: bytes) -> Said:
        return self._say(
            "fileinfo", xml, attempt, lambda: self._client.file_info(xml), read_response
        )

    def finish(self, attempt: Attempt) -> Said:
        number = int(attempt.remote_id or 0)
        told = f"id={number}".encode()
        return self._say(FINISH, told, attempt, lambda: self._client.finish(number), read_finish)

    def retract(self, attempt: Attempt) -> Said:
        number = int(attempt.remote_id or 0)
        told = f"id={number}".encode()
        return self._say(
            "retract", told, attempt, lambda: self._client.retract(number), read_response
        )

    def retract_quietly(self, attempt: Attempt, number: int) -> None:
        """Takes back what nobody else will; whatever comes of it, it lapses by itself."""
        del attempt
        with suppress(TutelaError):
            self._client.retract(number)

    def asked_to_finish(self, attempt: Attempt) -> int:
        """How often an attempt was, or may have been, asked to be finished."""
        return self._ledger.count(attempt, FINISH)

    def _say(
        self,
        step: str,
        request: bytes,
        attempt: Attempt,
        call: Callable[[], Answer],
        read: Read,
        note: str = "",
    ) -> Said:
        exchange = self._ledger.ask(step, request, attempt)
        answer = self._sent(exchange, call)
        said = _said(answer, read)
        self._ledger.answered(
            exchange,
            status=answer.status,
            code=None if said.unreadable else said.code.code,
            request_id=answer.request_id,
            body=answer.body,
            problem=_UNREADABLE.name if said.unreadable else note,
        )
        return said

    def _sent(self, exchange: UUID, call: Callable[[], Answer]) -> Answer:
        try:
            return call()
        except CallFailed as failed:
            self._ledger.answered(exchange, problem=failed.code)
            raise


def _said(answer: Answer, read: Read) -> Said:
    """An answer as a value; never a guess."""
    try:
        found = read(answer.body)
    except AnswerUnreadable:
        return Said(_UNREADABLE, unreadable=True)
    code = meaning(found.response_code)
    if code.kind is Kind.DONE and answer.status not in _OK:
        return Said(_UNREADABLE, unreadable=True)  # its status says something else than its words
    if isinstance(found, ReportResponse):
        return Said(code, found.report_id, found.file_id, found.hash)
    return Said(code, found.report_id, files=found.files.file_id)
