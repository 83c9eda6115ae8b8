"""Kill -9 before every step of carrying messages and of taking them in: each arrives once, is acted
on once and in its order, and nothing that was said or confirmed is gone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from tests.e2e.dying import NEVER
from tests.e2e.lives import Forks, Life, chosen, forking, until_noticed
from tests.institutions import ADA, Union

from tutela.federation import parcels
from tutela.federation.machine import OutState
from tutela.federation.model import InState
from tutela.platform.audit import service as audit
from tutela.platform.audit.model import Event
from tutela.platform.audit.sealer import seal_once
from tutela.platform.clock import SystemClock
from tutela.platform.jobs.worker import requeue_stalled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.institutions import Institution

    from tutela.platform.database.embedded import EmbeddedServer

STATEMENTS = 12  # of the plain ones; of commits and requests every one


@dataclass
class Stage:
    """Two nodes that believe each other, and the process that forks children to be killed."""

    sender: Institution
    taker: Institution
    forks: Forks
    lives: int = 0

    def carry(self, deadly: int = NEVER) -> Life:
        return self._live(self.sender, deadly, "carry", str(self.taker.id))

    def take(self, deadly: int = NEVER) -> Life:
        """The taker gets what the sender has ready, from a post that comes by no courier."""
        parcel = parcels.pack(self.sender.node, self.taker.id)
        assert parcel
        given = (parcel.headers["authorization"], parcel.post.decode())
        return self._live(self.taker, deadly, "take", *given)

    def _live(self, one: Institution, deadly: int, *story: str) -> Life:
        self.lives += 1
        folder = str(one.node.settings.home)
        life = self.forks.live(folder, self.lives, deadly, one.node.database_url, *story)
        until_noticed(one.node)
        return life

    def recover(self) -> None:
        """What a restart does on both sides, and the next try of the courier."""
        self.sender.carries()
        requeue_stalled(self.taker.node)
        self.taker.acts()

    def check(self, said: set[UUID]) -> None:
        """Everything said has arrived, was acted on once, and in the order of its subject."""
        sent = {one.id: one for one in self.sender.rows()}
        assert said <= set(sent)
        came = self.taker.came()
        assert Counter(one.envelope for one in came) == Counter(dict.fromkeys(sent, 1))
        assert {one.state for one in came} == {InState.HANDLED}
        for one in came:
            row = sent[one.envelope]
            assert (row.state, row.receipt is not None) == (OutState.RECEIVED.value, True)
        for subject in {one.subject for one in came}:
            about = sorted((one for one in came if one.subject == subject), key=_number)
            assert [one.number for one in about] == list(range(1, len(about) + 1))
            acted = [one.handled_at for one in about]
            assert None not in acted
            assert acted == sorted(acted, key=str)
        handled = self.taker.events(Event.MESSAGE_HANDLE.value)
        assert len(handled) == len(came)

    def verify(self) -> None:
        """Both logs hold."""
        for one in (self.sender.node, self.taker.node):
            seal_once(one)
            assert audit.verify(one, ADA).findings == ()


def _number(one: object) -> int:
    return int(one.number)  # type: ignore[attr-defined]


@pytest.fixture
def stage(server: EmbeddedServer, template: str, tmp_path: Path) -> Iterator[Stage]:
    union = Union(server, template, tmp_path, SystemClock())
    try:
        with forking("tests.e2e.crash_envelopes_child") as forks:
            yield Stage(*union.pair(), forks)
    finally:
        union.close()


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_carrying_loses_and_doubles_nothing(stage: Stage) -> None:
    whole = stage.carry()
    assert whole.status == 0
    assert {"commit", "http before envelopes", "http after envelopes"} <= set(whole.steps)
    said = {UUID(one) for one in whole.answers["said"]}
    for deadly in chosen(whole.steps, STATEMENTS):
        life = stage.carry(deadly)
        assert life.status == 9, f"step {deadly} of {len(whole.steps)}: {life.status}"
        said |= {UUID(one) for one in life.answers.get("said", [])}
        stage.recover()
        stage.check(said)
    stage.verify()


@pytest.mark.timeout(900)
def test_a_kill_before_any_step_of_taking_in_loses_and_doubles_nothing(stage: Stage) -> None:
    stage.sender.says(stage.taker)
    whole = stage.take()
    assert whole.status == 0
    assert "commit" in whole.steps
    stage.recover()
    said = {one.id for one in stage.sender.rows()}
    for deadly in chosen(whole.steps, STATEMENTS):
        said |= {stage.sender.says(stage.taker, f"life {stage.lives}") for _ in range(2)}
        life = stage.take(deadly)
        assert life.status == 9, f"step {deadly} of {len(whole.steps)}: {life.status}"
        confirmed = {
            UUID(one["receipt"]["envelope"])
            for answers in life.answers.get("answered", [])
            for one in answers
        }
        assert confirmed <= {one.envelope for one in stage.taker.came()}
        stage.recover()
        stage.check(said)
    stage.verify()
