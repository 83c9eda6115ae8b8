"""The reports of the simulated CyberTipline: who opened them, what they hold, when they lapse."""

from __future__ import annotations

import hashlib
import threading
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.simulators.cybertip_schema import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AFTER_OPENING = timedelta(hours=24)
AFTER_CHANGE = timedelta(hours=1)
FIRST_REPORT = 4564001

MAY_NOT_SUBMIT, MAY_NOT_UPDATE = 3100, 3300
MALFORMED_FILE = 4200
NO_SUCH_REPORT, NO_SUCH_FILE = 5001, 5002
RETRACTED, FINISHED = 5101, 5102


class State(StrEnum):
    """Where a report stands. Lapsed ones are gone for their owner: answered as never opened."""

    OPEN = "open"
    FINISHED = "finished"
    RETRACTED = "retracted"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class StoredFile:
    """One upload; `info` is its last `<fileDetails>`, or nothing."""

    id: str
    name: str
    media_type: str
    data: bytes
    md5: str
    info: bytes | None = None


@dataclass(frozen=True)
class Report:
    """One report as it stands."""

    id: int
    owner: str
    xml: bytes
    state: State
    opened_at: datetime
    changed_at: datetime
    files: Mapping[str, StoredFile] = field(default_factory=dict)

    @property
    def lapses_at(self) -> datetime:
        """When it is deleted unless finished: of both limits the later."""
        return max(self.opened_at + AFTER_OPENING, self.changed_at + AFTER_CHANGE)


class Ledger:
    """All reports; moves refuse with the service's codes."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._reports: dict[int, Report] = {}

    def all(self) -> dict[int, Report]:
        """What there is, after what is due has lapsed."""
        with self._lock:
            for report in list(self._reports.values()):
                self._lapse(report)
            return dict(self._reports)

    def open(self, owner: str, xml: bytes) -> Report:
        """A new report."""
        with self._lock:
            now = self._now()
            number = FIRST_REPORT + len(self._reports)
            return self._put(Report(number, owner, xml, State.OPEN, now, now))

    def upload(
        self, owner: str, number: int, *, name: str, media_type: str, data: bytes
    ) -> StoredFile:
        """Adds a file. Raises Refused."""
        with self._lock:
            report = self._changeable(owner, number)
            if not data:
                raise Refused(MALFORMED_FILE, "The file is empty")
            md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
            file = StoredFile(uuid.uuid4().hex, name, media_type, data, md5)
            self._change(report, files={**report.files, file.id: file})
            return file

    def describe(self, owner: str, number: int, file_id: str, info: bytes) -> None:
        """Keeps the details of an uploaded file. Raises Refused."""
        with self._lock:
            report = self._changeable(owner, number)
            if file_id not in report.files:
                raise Refused(NO_SUCH_FILE, "File does not exist")
            file = replace(report.files[file_id], info=info)
            self._change(report, files={**report.files, file_id: file})

    def finish(self, owner: str, number: int) -> Report:
        """Files the report for good. Raises Refused."""
        with self._lock:
            return self._change(self._changeable(owner, number), state=State.FINISHED)

    def retract(self, owner: str, number: int) -> Report:
        """Cancels the report. Raises Refused."""
        with self._lock:
            return self._change(self._changeable(owner, number), state=State.RETRACTED)

    def _changeable(self, owner: str, number: int) -> Report:
        report = self._lapse(self._reports[number]) if number in self._reports else None
        if report is None or report.state is State.LAPSED:
            raise Refused(NO_SUCH_REPORT, "Report does not exist")
        if report.owner != owner:
            raise Refused(MAY_NOT_UPDATE, "User is not authorized to update the report")
        if report.state is State.RETRACTED:
            raise Refused(RETRACTED, "Report has been retracted")
        if report.state is State.FINISHED:
            raise Refused(FINISHED, "Report has already been finished")
        return report

    def _lapse(self, report: Report) -> Report:
        if report.state is State.OPEN and self._now() >= report.lapses_at:
            return self._put(replace(report, state=State.LAPSED))
        return report

    def _change(
        self,
        report: Report,
        *,
        state: State | None = None,
        files: Mapping[str, StoredFile] | None = None,
    ) -> Report:
        changed = replace(
            report,
            state=state or report.state,
            files=report.files if files is None else files,
            changed_at=self._now(),
        )
        return self._put(changed)

    def _put(self, report: Report) -> Report:
        self._reports[report.id] = report
        return report
