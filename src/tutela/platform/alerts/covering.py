"""Who is told while somebody is away: who stands in hears what they would have heard. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutela.platform.absences.model import stands_in
from tutela.platform.alerts.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from tutela.platform.absences.model import Absence
    from tutela.platform.alerts.model import Listener


def covered(listeners: Iterable[Listener], gone: dict[UUID, Absence]) -> list[Listener]:
    """Who is told, and of what: nobody who is away and has somebody in their place.

    Who stands in hears their kinds too, as far as their own role may see them. Where nobody with an
    address stands in, the person is told all the same: better there than nowhere.
    """
    found = {one.account_id: one for one in listeners}
    for person in list(found.values()):
        cover = stands_in(gone, person.account_id, found.keys())
        if cover is None or cover == person.account_id:
            continue
        theirs = {kind for kind in Kind if person.hears(kind)}
        other = found[cover]
        muted = other.wishes.muted - theirs
        found[cover] = replace(other, wishes=replace(other.wishes, muted=muted))
        del found[person.account_id]
    return list(found.values())
