"""Who stands out, so that a person looks at them: a rule over counts, and no judgement. Pure.

Article 23(3) sets no number. What counts as often is ours: the settings `misuse_*`. Nothing follows
from it by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.redress.misuse.model import Kind

if TYPE_CHECKING:
    from tutela.platform.settings import Settings
    from tutela.redress.misuse.model import Count


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many on, and from what share on, within how long. `content`: items of one account,
    of which nobody here knows a share.
    """

    least: int
    percent: int
    content: int
    period: timedelta

    @classmethod
    def of(cls, settings: Settings) -> Thresholds:
        return cls(
            settings.misuse_least,
            settings.misuse_percent,
            settings.misuse_content,
            timedelta(days=settings.misuse_days),
        )


def stands_out(one: Count, limits: Thresholds) -> bool:
    """Whether a person should look: often, and a large part of all that the same party gave.

    Both must hold: a flagger that gives a thousand notices is wrong now and then, and whoever gave
    one notice that was wrong gave all of theirs wrong.
    """
    if one.kind is Kind.CONTENT:
        return one.misused >= limits.content
    share = one.percent
    return one.misused >= limits.least and share is not None and share >= limits.percent
