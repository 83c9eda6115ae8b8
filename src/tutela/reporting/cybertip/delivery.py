"""Carrying a report out at the CyberTipline: submit, upload, describe, finish.

Every run begins where the ledger says the last one ended. What must hold whatever is killed when:

- An attempt is finished at most once, and none is begun while another may still be finished: so at
  most one report per event is ever finished.
- The answer to `/submit` may be lost. Then one nameless report may lie open there; it is counted,
  shown, and lapses by itself, for nobody has the number to finish it.
- A file whose upload was not answered may be there under a number we do not know. Such an attempt
  is never finished: it is retracted, and another one begun.
- "Already finished" is what we wanted; "already retracted" too, where we wanted that.
- If `/finish` was asked and later the report is unknown there, only a person can find out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.claim import Overtaken
from tutela.reporting.cybertip import check, mapping, mapping_files
from tutela.reporting.cybertip.codes import Kind
from tutela.reporting.cybertip.errors import DocumentInvalid
from tutela.reporting.cybertip.schema import Schema, load
from tutela.reporting.cybertip.wire_errors import CallFailed
from tutela.reporting.cybertip.writing import left_out, write
from tutela.reporting.plugin import Again, Filed, Problem, Refused, Retracted, Unclear
from tutela.reporting.records import Attempt, AttemptState, FileState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutela.reporting.cybertip.calls import Calls, Said
    from tutela.reporting.cybertip.elements.files import FileDetails
    from tutela.reporting.cybertip.elements.report import Report
    from tutela.reporting.cybertip.mapping_files import Upload
    from tutela.reporting.cybertip.options import CyberTipOptions
    from tutela.reporting.cybertip.problem import Problem as FormProblem
    from tutela.reporting.filing import Filing
    from tutela.reporting.plugin import Result, TakenBack
    from tutela.reporting.records import FileRow

MOST_UNNAMED = 3  # nameless openings of one report within their life; then a person must look
_ASK_THEM = "the finishing was not answered, and now the CyberTipline does not know the report"
_NOT_ASKED = "the CyberTipline calls it finished, and nobody here asked for that"
_OTHER = "the answer does not match what was sent"


class _Stop(Exception):
    """This run is over; `result` is what came of it."""

    def __init__(self, result: Result) -> None:
        super().__init__(type(result).__name__)
        self.result = result


class Delivery:
    """One run for one report."""

    def __init__(self, filing: Filing, calls: Calls, options: CyberTipOptions) -> None:
        self._filing = filing
        self._ledger = filing.ledger
        self._calls = calls
        self._options = options

    def file(self) -> Result:
        """Carries the report as far as it gets."""
        try:
            return self._closed(self._run())
        except _Stop as stop:
            return stop.result
        except CallFailed as failed:
            return Again(failed.code)

    def retract(self) -> TakenBack:
        """Takes back what is open; what turns out to be finished stays filed."""
        try:
            return self._take_back()
        except CallFailed as failed:
            return Again(failed.code)

    def _run(self) -> Result:
        try:
            return self._file()
        except _Stop as stop:
            return stop.result

    def _closed(self, result: Result) -> Result:
        """A refused report is changed before it is sent again: what lies open there must not be."""
        if isinstance(result, Refused):
            for one in self._ledger.attempts():
                if one.state.live and one.remote_id:
                    self._give_up(one, "refused")
        return result

    def _file(self) -> Result:
        attempts = self._ledger.attempts()
        for one in attempts:
            if one.state is AttemptState.FINISHED:
                return Filed(one.remote_id or "")
        last = attempts[-1] if attempts else None
        if last is None or last.state is not AttemptState.FINISHING:
            obstacles = self._filing.obstacles()
            if obstacles:
                return Refused(tuple(obstacles))
        attempt = self._resume(last)
        if attempt.state is AttemptState.OPEN:
            self._send_files(attempt)
            attempt = self._ledger.finishing(attempt)
        return self._finish(attempt)

    def _resume(self, last: Attempt | None) -> Attempt:
        """The attempt to go on with: the live one, or a new one once no other can be finished."""
        if last is None or not last.state.live:
            return self._open()
        if last.state is AttemptState.SUBMITTING:
            self._ledger.end(last, AttemptState.UNNAMED, "the answer to the opening was lost")
            return self._open()
        if last.state is AttemptState.FINISHING:
            return last
        if last.lapses_at <= self._filing.now:
            self._ledger.end(last, AttemptState.LAPSED, "nothing was changed for too long")
            return self._open()
        if any(file.state is FileState.INTENDED for file in self._ledger.files(last)):
            self._give_up(last, "a file was sent, and its answer was lost")
            return self._open()
        return last

    def _open(self) -> Attempt:
        """Opens a report there, and remembers its number before anything else is done."""
        recent = [one for one in self._ledger.attempts() if self._may_lie_there(one)]
        if len(recent) >= MOST_UNNAMED:
            raise _Stop(Again("too-many-nameless"))
        if recent and not self._calls.is_well():
            raise _Stop(Again("not-well"))  # rather than leave another nameless one there
        xml = self._document()
        self._filing.claim.require()
        attempt = self._ledger.start()
        try:
            said = self._calls.submit(attempt, xml, self._left_out())
        except CallFailed as failed:
            state = AttemptState.REFUSED if failed.unprocessed else AttemptState.UNNAMED
            self._ledger.end(attempt, state, failed.code)
            raise
        if said.code.kind is not Kind.DONE or said.report_id is None:
            self._not_opened(attempt, said)
        if self._ledger.is_known(str(said.report_id)):
            # The number of another report of ours: to go on would be to tamper with that one.
            self._ledger.end(attempt, AttemptState.UNNAMED, "the number is of another report")
            raise _Stop(Again(_OTHER))
        try:
            return self._ledger.opened(attempt, str(said.report_id))
        except Overtaken:
            # Another worker believes this opening to be nameless; it need not lie there.
            self._calls.retract_quietly(attempt, said.report_id or 0)
            raise

    def _may_lie_there(self, one: Attempt) -> bool:
        return one.state is AttemptState.UNNAMED and one.lapses_at > self._filing.now

    def _not_opened(self, attempt: Attempt, said: Said) -> None:
        """What was answered instead of a number. Always raises."""
        if said.unreadable or said.code.kind is Kind.DONE:
            self._ledger.end(attempt, AttemptState.UNNAMED, "the answer could not be read")
            raise _Stop(Again("answer-unreadable"))
        self._ledger.end(attempt, AttemptState.REFUSED, said.code.name)
        raise _Stop(self._refusal(said))

    def _send_files(self, attempt: Attempt) -> None:
        """Uploads and describes every file that is not done yet."""
        known = {file.name: file for file in self._ledger.files(attempt)}
        for upload in mapping_files.uploads(self._filing.report):
            file = known.get(upload.name)
            if file is None:
                file = self._upload(attempt, upload)
            if file.state is not FileState.DESCRIBED:
                self._describe(attempt, upload, file)

    def _upload(self, attempt: Attempt, upload: Upload) -> FileRow:
        data = upload.data if upload.item is None else self._filing.media(upload.item.id)
        self._filing.claim.require()
        file = self._ledger.intend(attempt, upload.name, data, upload.item_id)
        try:
            said = self._calls.upload(attempt, upload, data)
        except CallFailed as failed:
            if failed.unprocessed:
                self._ledger.not_sent(attempt, file)
            raise
        if said.code.kind is Kind.DONE or said.unreadable:
            if said.file_id and said.matches(data):
                return self._ledger.uploaded(attempt, file, said.file_id)
            # Something may be there that is not ours: the next run retracts, and begins anew.
            raise _Stop(Again(_OTHER))
        self._lost(attempt, said)
        self._ledger.not_sent(attempt, file)
        raise _Stop(self._refusal(said))

    def _describe(self, attempt: Attempt, upload: Upload, file: FileRow) -> None:
        details = mapping_files.file_details(
            upload,
            self._options,
            int(attempt.remote_id or 0),
            file.remote_id or "",
        )
        xml = self._written(details, check.check_file(details, mou_signed=self._options.mou_signed))
        self._filing.claim.require()
        said = self._calls.describe(attempt, xml)
        if said.code.kind is Kind.DONE and not said.unreadable:
            self._ledger.described(attempt, file)
            return
        self._lost(attempt, said)
        raise _Stop(self._refusal(said))

    def _finish(self, attempt: Attempt) -> Result:
        """Files it. From here on nothing else is begun until it is known what came of it."""
        self._filing.claim.require()
        said = self._calls.finish(attempt)
        other = said.code.kind is Kind.DONE and str(said.report_id) != attempt.remote_id
        if said.unreadable or other:
            return Again(_OTHER if other else "answer-unreadable")
        if said.code.kind in {Kind.DONE, Kind.FINISHED}:
            return self._finished(attempt, said)
        if said.code.kind is Kind.RETRACTED:
            self._ledger.end(attempt, AttemptState.RETRACTED, said.code.name)
            return Again(said.code.name)
        if said.code.kind is Kind.UNKNOWN_REPORT:
            return self._unknown_at_finish(attempt, said)
        return self._refusal(said)

    def _finished(self, attempt: Attempt, said: Said) -> Result:
        """It is finished: by this request or by an earlier one of ours, or it is not our doing."""
        if said.code.kind is Kind.FINISHED and self._calls.asked_to_finish(attempt) <= 1:
            self._ledger.end(attempt, AttemptState.UNCLEAR, _NOT_ASKED)
            return Unclear(_NOT_ASKED)
        self._ledger.end(attempt, AttemptState.FINISHED)
        return Filed(attempt.remote_id or "", self._files_said(attempt, said))

    def _unknown_at_finish(self, attempt: Attempt, said: Said) -> Result:
        """Lapsed for certain only if this is the first time that it was asked to be finished."""
        if self._calls.asked_to_finish(attempt) > 1:
            self._ledger.end(attempt, AttemptState.UNCLEAR, said.code.name)
            return Unclear(_ASK_THEM)
        self._ledger.end(attempt, AttemptState.LAPSED, said.code.name)
        return Again(said.code.name)

    def _finished_by_whom(self, attempt: Attempt) -> Unclear | Filed:
        """It is finished there, says the service. Believed where we did ask for it."""
        if self._calls.asked_to_finish(attempt) and attempt.state is AttemptState.FINISHING:
            self._ledger.end(attempt, AttemptState.FINISHED)
            return Filed(attempt.remote_id or "")
        self._ledger.end(attempt, AttemptState.UNCLEAR, _NOT_ASKED)
        return Unclear(_NOT_ASKED)

    def _files_said(self, attempt: Attempt, said: Said) -> str:
        """A sentence where the finished report does not list the files that were sent."""
        ours = {file.remote_id for file in self._ledger.files(attempt)}
        if said.code.kind is Kind.FINISHED or set(said.files) == ours:
            return ""
        return "The CyberTipline lists other files than were sent. Ask NCMEC, naming the report."

    def _take_back(self) -> TakenBack:
        attempts = self._ledger.attempts()
        last = attempts[-1] if attempts else None
        if last is not None and last.state is AttemptState.FINISHED:
            return Filed(last.remote_id or "")
        if last is None or not last.state.live:
            return Retracted()
        if last.state is AttemptState.SUBMITTING:
            self._ledger.end(last, AttemptState.UNNAMED, "the answer to the opening was lost")
            return Retracted()
        return self._retract_open(last)

    def _retract_open(self, last: Attempt) -> TakenBack:
        self._filing.claim.require()
        said = self._calls.retract(last)
        if said.unreadable:
            return Again("answer-unreadable")
        if said.code.kind in {Kind.DONE, Kind.RETRACTED}:
            self._ledger.end(last, AttemptState.RETRACTED, said.code.name)
            return Retracted()
        if said.code.kind is Kind.FINISHED:
            return self._finished_by_whom(last)
        if said.code.kind is not Kind.UNKNOWN_REPORT:
            return Again(said.code.name)
        if last.state is AttemptState.FINISHING:
            self._ledger.end(last, AttemptState.UNCLEAR, said.code.name)
            return Unclear(_ASK_THEM)
        self._ledger.end(last, AttemptState.LAPSED, said.code.name)
        return Retracted()

    def _give_up(self, attempt: Attempt, reason: str) -> None:
        """Retracts an attempt that must not be finished; only then may another one begin."""
        self._filing.claim.require()
        said = self._calls.retract(attempt)
        gone = {Kind.DONE, Kind.RETRACTED, Kind.UNKNOWN_REPORT}
        if said.unreadable or said.code.kind not in gone | {Kind.FINISHED}:
            raise _Stop(Again("retraction-not-confirmed"))
        if said.code.kind is Kind.FINISHED:
            raise _Stop(self._finished_by_whom(attempt))
        if said.code.kind is Kind.UNKNOWN_REPORT and attempt.state is AttemptState.FINISHING:
            self._ledger.end(attempt, AttemptState.UNCLEAR, said.code.name)
            raise _Stop(Unclear(_ASK_THEM))
        self._ledger.end(attempt, AttemptState.RETRACTED, reason)

    def _lost(self, attempt: Attempt, said: Said) -> None:
        """Ends this run where the report is gone at the other side, so that the next opens anew."""
        if said.code.kind in {Kind.UNKNOWN_REPORT, Kind.RETRACTED}:
            state = AttemptState.LAPSED
            self._ledger.end(attempt, state, said.code.name)
            raise _Stop(Again(said.code.name))
        if said.code.kind is Kind.FINISHED:
            raise _Stop(self._finished_by_whom(attempt))

    def _refusal(self, said: Said) -> Result:
        """What a refusal leads to: another try, or a person."""
        if said.unreadable:
            return Again("answer-unreadable")
        if said.code.kind in {Kind.RETRY, Kind.CREDENTIALS}:
            return Again(said.code.name)
        if said.code.kind is Kind.REQUEST:
            self._calls.doubt_schema()
        return Refused((Problem(f"ncmec-{said.code.code}", "report", said.code.sentence),))

    def _document(self) -> bytes:
        """The report as it is sent, checked against our rules and the schema in force."""
        made = mapping.report(self._filing.report)
        return self._written(made, check.check_report(made, now=self._filing.now))

    def _written(
        self,
        document: Report | FileDetails,
        found: Iterable[FormProblem],
    ) -> bytes:
        problems = list(found)
        schema = self._schema()
        if not problems:
            try:
                xml = write(document, schema.knows)
            except DocumentInvalid as invalid:
                problems = list(invalid.problems)
            else:
                problems = schema.problems(xml)
        if problems:
            raise _Stop(Refused(tuple(in_plain_words(one) for one in problems)))
        return xml

    def _left_out(self) -> tuple[str, ...]:
        return left_out(mapping.report(self._filing.report), self._schema().knows)

    def _schema(self) -> Schema:
        return load(self._calls.schema())


def in_plain_words(one: FormProblem) -> Problem:
    """A problem of form as the person who must mend it reads it."""
    return Problem(one.code, one.path, f"{one.path} {one.sentence}")
