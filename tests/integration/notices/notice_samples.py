"""Notices about made-up addresses; nothing lies there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.world import BOSS, FORUM, MIRA

from tutela.casework.queue import list_cases, show_case
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.notices import deciding, given, taking
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.model import Outcome, Way
from tutela.redress.notices.sender import Sender

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.casework.model import CaseSummary
    from tutela.platform.node import Node
    from tutela.redress.notices.given import Given
    from tutela.redress.notices.model import Notice
    from tutela.redress.notices.taking import Receipt

URL = "https://forum.example/t/1"
NOT_ILLEGAL = Judgement(Outcome.NOT_ILLEGAL, "It is a drawing of a boat.")
ACTED = Judgement(Outcome.ACTED_LAW, "It was removed.")


def a_notice(**changes: Any) -> Given:
    values = {
        "kind": "material",
        "urls": [URL],
        "reasons": "neutral marker",
        "good_faith": True,
    }
    return given.made(values | changes)


@dataclass
class Door:
    """A node with a service that anybody may give notice to."""

    node: Node

    def __post_init__(self) -> None:
        declare_service(self.node, BOSS, FORUM, title="Forum", policy=Policy())

    def takes(self, *, source: str = "here", token: str = "", **changes: Any) -> Receipt:
        sender = Sender(FORUM, source)
        return taking.take_in(self.node, sender, a_notice(**changes), Way.FORM, token=token)

    def shows(self, notice_id: UUID) -> Notice:
        return deciding.show_notice(self.node, MIRA, notice_id, purpose="test")

    def decides(self, notice_id: UUID, judgement: Judgement = NOT_ILLEGAL) -> list[Notice]:
        return deciding.decide(self.node, MIRA, notice_id, judgement)

    def queue(self) -> list[CaseSummary]:
        return list_cases(self.node, MIRA)

    def state_of(self, case_id: UUID) -> str:
        return show_case(self.node, MIRA, case_id, purpose="test").summary.state
