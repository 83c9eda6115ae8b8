"""What a person makes of a complaint. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutela.law.model import Finding
    from tutela.redress.notices.model import Outcome as NoticeOutcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person makes of a complaint. `told`: why, in words for whoever complained.

    To reverse something, `finding` says what the item is instead, or `notice` what came of the
    notice after all, or of what was removed after it; neither upholds the decision.
    `seen_at_platform`: they looked there.
    `lifts`: the account is no longer suspended; only of its suspension.
    `account`: only that the account is to be closed is taken back; the finding stands.
    `unfounded`: the complaint was manifestly so (Article 23(2)); it is counted.
    """

    told: str
    finding: Finding | None = None
    notice: NoticeOutcome | None = None
    account: bool = False
    lifts: bool = False
    seen_at_platform: bool = False
    unfounded: bool = False

    @property
    def reverses(self) -> bool:
        return any((self.finding, self.notice, self.account, self.lifts))
