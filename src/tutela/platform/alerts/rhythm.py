"""When somebody is told, and of what. Pure.

Of what waits a person is told at once, and again after the `again` of its kind while it waits and
they have not acknowledged it. They get one message for all, and no other until the pause is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from tutela.platform.alerts.model import Kind, Listener, Shown


def message(
    person: Listener,
    standing: Sequence[Shown],
    told: Mapping[Kind, datetime],
    now: datetime,
    *,
    pause: timedelta,
) -> dict[Kind, int]:
    """What to tell `person` of now, with numbers; empty: nothing.

    `told`: when they were last told of each kind since it was raised, and of anything at all.
    """
    heard = [one for one in standing if person.hears(one.alert.kind) and one.fresh(now)]
    if told and now - max(told.values()) < pause:
        return {}
    if not any(_due(one, told, now) for one in heard):
        return {}
    return {one.alert.kind: one.alert.count for one in heard}


def _due(one: Shown, told: Mapping[Kind, datetime], now: datetime) -> bool:
    last = told.get(one.alert.kind)
    return last is None or last < one.alert.raised_at or now - last >= one.alert.about.again
