"""What the node remembers of a delivery, step by step: written before and after every request.

Before a request its intention is committed, after it its answer. So whatever is killed when, the
next run knows what the recipient may have, and what it certainly has.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.reporting import ledger_store as store
from tutela.reporting import moves
from tutela.reporting.claim import Overtaken
from tutela.reporting.moves import tell
from tutela.reporting.records import Attempt, AttemptState, FileRow, FileState

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.reporting.plugin import Document
    from tutela.reporting.records import ReportRow
    from tutela.reporting.sealing import Seal

SCHEMA_LIFE = timedelta(days=1)


class Ledger:
    """The attempts, files, exchanges and documents of one report."""

    def __init__(self, node: Node, row: ReportRow, seal: Seal) -> None:
        self._node = node
        self._row = row
        self._seal = seal

    def attempts(self) -> list[Attempt]:
        """Every attempt, oldest first."""
        with self._node.read() as connection:
            return store.attempts(connection, self._row.id)

    def files(self, attempt: Attempt) -> list[FileRow]:
        with self._node.read() as connection:
            return store.files(connection, attempt.id)

    def start(self) -> Attempt:
        """A new attempt, about to be opened at the recipient. Raises Overtaken."""
        with self._work("open a report at its recipient") as work:
            if store.live_attempt(work.connection, self._row.id, locked=True):
                raise Overtaken
            attempt_id = work.new_id()
            store.add_attempt(
                work.connection, attempt_id, self._row.id, self._row.service_id, work.now
            )
            tell(work, self._row, Event.REPORT_ATTEMPT, attempt=str(attempt_id))
            started = store.live_attempt(work.connection, self._row.id)
        assert started is not None  # noqa: S101 - written just above
        return started

    def opened(self, attempt: Attempt, remote_id: str) -> Attempt:
        """The recipient gave an opening its number. Raises Overtaken."""
        return self._step(attempt, AttemptState.OPEN, remote_id=remote_id, opened=True)

    def finishing(self, attempt: Attempt) -> Attempt:
        """The recipient is about to be asked to finish.

        Raises Overtaken, also where the report was taken back meanwhile: who takes it back waits
        for the same row, so either this sees it, or they find the finishing.
        """
        return self._step(attempt, AttemptState.FINISHING, unmoved=True)

    def end(self, attempt: Attempt, state: AttemptState, reason: str = "") -> None:
        """An attempt is over. Raises Overtaken."""
        with self._work("end an attempt") as work:
            self._same(work, attempt)
            store.save_attempt(work.connection, attempt.id, state=state.value, ended_at=work.now)
            if state is not AttemptState.FINISHED:
                facts = {"attempt": str(attempt.id), "state": state.value}
                tell(work, self._row, Event.REPORT_LAPSE, reason=reason, **facts)

    def intend(self, attempt: Attempt, name: str, data: bytes, item_id: UUID | None) -> FileRow:
        """A file is about to be uploaded. Raises Overtaken."""
        with self._work("upload a file") as work:
            self._same(work, attempt)
            row = FileRow(
                id=work.new_id(),
                attempt_id=attempt.id,
                item_id=item_id,
                name=name,
                state=FileState.INTENDED,
                remote_id=None,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
            )
            store.add_file(work.connection, row, self._row.service_id, work.now)
        return row

    def not_sent(self, attempt: Attempt, file: FileRow) -> None:
        """A file surely did not arrive, so it may be sent again. Raises Overtaken."""
        with self._work("upload a file") as work:
            self._same(work, attempt)
            store.drop_file(work.connection, file.id)

    def uploaded(self, attempt: Attempt, file: FileRow, remote_id: str) -> FileRow:
        """The recipient has a file, under a number of its own. Raises Overtaken."""
        with self._work("upload a file") as work:
            self._same(work, attempt)
            values = {"state": FileState.UPLOADED.value, "remote_id": remote_id}
            store.save_file(work.connection, file.id, **values, uploaded_at=work.now)
            store.save_attempt(work.connection, attempt.id, changed_at=work.now)
        return replace(file, state=FileState.UPLOADED, remote_id=remote_id)

    def described(self, attempt: Attempt, file: FileRow) -> None:
        """The recipient knows what a file is. Raises Overtaken."""
        with self._work("describe a file") as work:
            self._same(work, attempt)
            state = FileState.DESCRIBED.value
            store.save_file(work.connection, file.id, state=state, described_at=work.now)
            store.save_attempt(work.connection, attempt.id, changed_at=work.now)

    def ask(self, step: str, request: bytes, attempt: Attempt | None = None) -> UUID:
        """Keeps a request word for word, before it is sent."""
        with self._work("send a report") as work:
            exchange_id = work.new_id()
            store.add_exchange(
                work.connection,
                {
                    "id": exchange_id,
                    "service_id": self._row.service_id,
                    "report_id": self._row.id,
                    "attempt_id": attempt.id if attempt else None,
                    "step": step,
                    "request": self._seal.seal(f"request:{exchange_id}", request),
                    "request_sha256": hashlib.sha256(request).hexdigest(),
                    "asked_at": work.now,
                },
            )
        return exchange_id

    def answered(
        self,
        exchange_id: UUID,
        *,
        status: int | None = None,
        code: int | None = None,
        request_id: str = "",
        body: bytes = b"",
        problem: str = "",
    ) -> None:
        """Keeps the answer word for word, or the name of what came instead."""
        with self._work("send a report") as work:
            store.save_exchange(
                work.connection,
                exchange_id,
                answer=self._seal.seal(f"answer:{exchange_id}", body),
                http_status=status,
                code=code,
                request_id=request_id,
                problem=problem,
                answered_at=work.now,
            )

    def count(self, attempt: Attempt, step: str) -> int:
        """How often this was asked of an attempt."""
        with self._node.read() as connection:
            return store.count_exchanges(connection, attempt.id, step)

    def keep(self, documents: list[Document]) -> None:
        """Seals and stores what is sent, in the place of all that was stored before."""
        with self._work("keep what is sent") as work:
            store.drop_documents(work.connection, self._row.id)
            for one in documents:
                store.put_document(work.connection, self._document(work, one))

    def schema(self) -> tuple[bytes | None, bool]:
        """The recipient's schema as last fetched, and whether that was within a day."""
        with self._node.read() as connection:
            found = store.schema(connection, self._row.recipient_id)
        if found is None:
            return None, False
        return found[0], self._node.clock.now() - found[1] <= SCHEMA_LIFE

    def is_known(self, remote_id: str) -> bool:
        """Whether an attempt at this recipient has that number already."""
        with self._node.read() as connection:
            return store.knows(connection, self._row.recipient_id, remote_id)

    def age_schema(self) -> None:
        """Has the schema fetched anew with the next try."""
        with self._work("fetch a schema") as work:
            long_ago = work.now - 2 * SCHEMA_LIFE
            store.date_schema(work.connection, self._row.recipient_id, long_ago)

    def keep_schema(self, body: bytes) -> None:
        """Remembers the recipient's schema for a day."""
        with self._work("fetch a schema") as work:
            values = {
                "recipient_id": self._row.recipient_id,
                "service_id": self._row.service_id,
                "sha256": hashlib.sha256(body).hexdigest(),
                "body": body,
                "fetched_at": work.now,
            }
            store.put_schema(work.connection, values)

    def _work(self, purpose: str) -> AbstractContextManager[Work]:
        return self._node.work(NODE, purpose=purpose)

    def _step(
        self,
        attempt: Attempt,
        state: AttemptState,
        *,
        remote_id: str | None = None,
        opened: bool = False,
        unmoved: bool = False,
    ) -> Attempt:
        with self._work("carry a report out") as work:
            if unmoved and moves.lock(work, self._row.id).state is not self._row.state:
                raise Overtaken
            self._same(work, attempt)
            values: dict[str, object] = {"state": state.value, "changed_at": work.now}
            if opened:
                values |= {"remote_id": remote_id, "opened_at": work.now}
            store.save_attempt(work.connection, attempt.id, **values)
            moved = store.live_attempt(work.connection, self._row.id)
        assert moved is not None  # noqa: S101 - locked above, and still live
        return moved

    def _same(self, work: Work, attempt: Attempt) -> None:
        """Raises Overtaken unless the attempt stands where this worker believes it to stand."""
        found = store.live_attempt(work.connection, self._row.id, locked=True)
        if found is None or (found.id, found.state) != (attempt.id, attempt.state):
            raise Overtaken

    def _document(self, work: Work, one: Document) -> dict[str, object]:
        return {
            "id": work.new_id(),
            "service_id": self._row.service_id,
            "report_id": self._row.id,
            "name": one.name,
            "media_type": one.media_type,
            "size": len(one.data),
            "sha256": hashlib.sha256(one.data).hexdigest(),
            "sealed": self._seal.seal(f"document:{one.name}", one.data),
            "made_at": work.now,
        }
