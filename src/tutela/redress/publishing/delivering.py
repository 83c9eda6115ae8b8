"""Carrying what waits to the Transparency Database: at least once, and there once.

A statement is marked as asked before it leaves, so that whatever happens then, the next run knows
that it may be there. It is asked for by its name before it is sent again. The database stores all
of a batch or nothing: one that it refuses is taken out and kept with its words, and the rest go
anew.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tutela.platform.actor import NODE
from tutela.platform.audit.model import Event
from tutela.redress.publishing import addresses, answers, setting, store
from tutela.redress.publishing.answers import (
    Existing,
    Later,
    Refused,
    Stored,
    TokenRefused,
    Unclear,
)
from tutela.redress.publishing.errors import TokenUnreadable
from tutela.redress.publishing.machine import Command
from tutela.redress.publishing.moves import move
from tutela.redress.publishing.queueing import withhold
from tutela.redress.publishing.rules import BATCH
from tutela.redress.publishing.wire import Client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.publishing.answers import Outcome, Words
    from tutela.redress.publishing.model import Publication, Target

MOST: Final = 50  # batches of one run; the next begins within a minute
FIRST_REST: Final = timedelta(minutes=1)
LONGEST_REST: Final = timedelta(hours=1)
_SILENT: Final = timedelta(minutes=2)  # beside the limit of a call: after that nobody is at it
_PURPOSE: Final = "publish statements of reasons"


def deliver(node: Node) -> None:
    """Sends what waits, for every service that may send now. Safe to repeat, also beside itself."""
    with node.read() as connection:
        found = store.targets(connection)
    for one in found:
        if one.may_send(node.clock.now()):
            _carry(node, one)


def _carry(node: Node, target: Target) -> None:
    try:
        with node.read() as connection:
            token = setting.token(node, connection, target.service_id)
    except TokenUnreadable as error:
        with node.work(NODE, purpose=_PURPOSE) as work:
            _stop(work, target, str(error))
        return
    url = addresses.base_url(target.environment, target.address, demo=node.identity.demo)
    _Run(node, target, Client(url, token, node.settings.publishing_seconds)).carry()


class _Halt(Exception):
    """This run ends here: `outcome` is why."""

    def __init__(self, outcome: Later | TokenRefused | Unclear) -> None:
        super().__init__()
        self.outcome = outcome


class _Run:
    """One run for one service."""

    def __init__(self, node: Node, target: Target, client: Client) -> None:
        self._node = node
        self._target = target
        self._client = client

    def carry(self) -> None:
        """Until nothing waits, something stands in the way, or it is enough for one run."""
        try:
            for _ in range(MOST):
                if not (self._find_out() or self._send()):
                    break
        except _Halt as halt:
            self._rest(halt.outcome)

    def _find_out(self) -> bool:
        """Asks for those of which nobody knows whether they arrived; returns whether any were."""
        silence = timedelta(seconds=self._node.settings.publishing_seconds) + _SILENT
        with self._work() as work:
            before = work.now - silence
            found = store.unclear(work.connection, self._target.service_id, before, BATCH)
            for one in found:
                store.save_asked(work.connection, one.id, work.now)
        for one in found:
            there = answers.exists(self._client.exists(one.puid), one.puid)
            if not isinstance(there, bool):
                raise _Halt(_in_the_way(there))
            self._settle({one.id: Command.STORE if there else Command.WAIT})
            self._well()
        return bool(found)

    def _send(self) -> bool:
        """Sends a batch of those that wait; returns whether any did."""
        with self._work() as work:
            found = store.waiting(work.connection, self._target.service_id, BATCH)
            going = [
                move(work, one, Command.ASK, asked_at=work.now, tries=one.tries + 1)
                for one in found
                if not withhold(work, one)
            ]
        self._send_parts(going)
        return bool(found)

    def _send_parts(self, going: Sequence[Publication]) -> None:
        """Sends all of `going`, in as many requests as it takes to find those that are refused."""
        parts = deque([list(going)] if going else [])
        while parts:
            part = parts.popleft()
            answer = self._client.store([one.content for one in part])
            outcome = answers.stored(answer, [one.puid for one in part])
            if isinstance(outcome, Later | TokenRefused | Unclear):
                # Of what was sent and not answered nothing is known; all else did not arrive.
                back = [*parts] if isinstance(outcome, Unclear) else [part, *parts]
                self._settle({one.id: Command.WAIT for each in back for one in each})
                raise _Halt(outcome)
            self._well()
            parts.extend(self._judged(part, outcome))

    def _judged(
        self, part: list[Publication], outcome: Stored | Existing | Refused
    ) -> list[list[Publication]]:
        """Settles what is known of a part, and returns what has to go again."""
        if isinstance(outcome, Stored):
            self._settle({one.id: Command.STORE for one in part}, names=outcome.names)
            return []
        if isinstance(outcome, Existing):
            there = [one for one in part if one.puid in outcome.puids]
            self._settle({one.id: Command.STORE for one in there})
            return _parts([one for one in part if one.puid not in outcome.puids])
        if outcome.said:
            wrong = {part[at].id: said for at, said in outcome.said.items()}
            self._settle(dict.fromkeys(wrong, Command.GIVE_UP), said=wrong)
            return _parts([one for one in part if one.id not in wrong])
        if len(part) == 1:
            only = part[0].id
            self._settle({only: Command.GIVE_UP}, said={only: outcome.words})
            return []
        half = len(part) // 2
        return [part[:half], part[half:]]

    def _settle(
        self,
        commands: dict[UUID, Command],
        *,
        said: dict[UUID, Words] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Writes what came of several. What another run settled meanwhile is left alone."""
        with self._work() as work:
            for one in store.asked(work.connection, commands):
                command = commands[one.id]
                told: dict[Command, dict[str, Any]] = {
                    Command.GIVE_UP: {"said": (said or {}).get(one.id, {})},
                    Command.STORE: {
                        "said": {},
                        "remote_id": (names or {}).get(one.puid, ""),
                        "environment": self._target.environment.value,
                    },
                }
                move(work, one, command, **told.get(command, {}))

    def _well(self) -> None:
        """The database answers: what went wrong before is over."""
        if self._target.failures:
            with self._work() as work:
                store.save_target(work.connection, self._target.service_id, **setting.WELL)
                self._target = setting.require(work.connection, self._target.service_id)

    def _rest(self, outcome: Later | TokenRefused | Unclear) -> None:
        with self._work() as work:
            one = store.target(work.connection, self._target.service_id, locked=True)
            if one is None or not one.on:
                return
            if isinstance(outcome, TokenRefused):
                _stop(work, one, "the token is refused")
                return
            failures = one.failures + 1
            asked_for = timedelta(seconds=outcome.seconds if isinstance(outcome, Later) else 0)
            store.save_target(
                work.connection,
                one.service_id,
                failures=failures,
                problem=outcome.problem,
                rest_until=work.now + max(pause(failures), asked_for),
                failing_since=one.failing_since or work.now,
            )

    def _work(self) -> AbstractContextManager[Work]:
        return self._node.work(NODE, purpose=_PURPOSE)


def _stop(work: Work, target: Target, problem: str) -> None:
    """Sends nothing more until somebody gives another token."""
    store.save_target(work.connection, target.service_id, stopped_at=work.now, problem=problem)
    work.record(
        Event.PUBLISHING_STOP,
        subject=("publishing", target.id),
        service_id=target.service_id,
        environment=target.environment.value,
    )


def pause(failures: int) -> timedelta:
    """How long nothing is sent after so many failures in a row: twice as long each time."""
    return min(FIRST_REST * (1 << min(failures - 1, 10)), LONGEST_REST)


def _in_the_way(outcome: Outcome) -> Later | TokenRefused | Unclear:
    return outcome if isinstance(outcome, Later | TokenRefused) else _unclear(outcome)


def _unclear(outcome: Outcome) -> Unclear:
    return outcome if isinstance(outcome, Unclear) else Unclear("another answer than asked")


def _parts(left: list[Publication]) -> list[list[Publication]]:
    return [left] if left else []
