"""What people outside tell us of becomes part of a case: it waits there until a person decides it.

A case counts the notices that wait in it. What they say, and what comes of them, is not ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework import outcome, place, store_noticed, store_place
from tutela.casework.claims import keeping
from tutela.casework.model import SubjectKind
from tutela.casework.successor import open_case_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tutela.platform.work import Work


@dataclass(frozen=True, slots=True)
class Waiting:
    """The notices of a case that wait: how many, and whether one is a trusted flagger's, or says
    that somebody is in danger.
    """

    notices: int
    trusted: bool
    danger: bool


@dataclass(frozen=True, slots=True)
class Flagged:
    """The users' flags of a case that wait: how many, by how many accounts, and whether one says
    that somebody is in danger, or is of the child that was harmed.
    """

    flags: int
    accounts: int
    danger: bool
    harmed_child: bool


def open_for_item(work: Work, service_id: str, item_ref: str, profile: str) -> UUID:
    """The open case about an item that the platform calls `item_ref`.

    Where something was found in it here, that is the case of its subject; else one of its own.
    """
    known = store_noticed.subject_of(work.connection, service_id, item_ref)
    return open_case_of(work, service_id, known or (SubjectKind.ITEM, item_ref), profile)


def open_for_url(work: Work, service_id: str, url: str, profile: str) -> UUID:
    """The open case about an address, in its canonical form."""
    return open_case_of(work, service_id, (SubjectKind.URL, url), profile)


def open_for_several(work: Work, service_id: str, places: str, profile: str) -> UUID:
    """The open case about several places at once; `places` stands for them and nothing else."""
    return open_case_of(work, service_id, (SubjectKind.NOTICE, places), profile)


def go_on(work: Work, service_id: str, case_id: UUID) -> UUID:
    """The open case of what a case is about, which may have been closed meanwhile."""
    return open_case_of(work, service_id, store_noticed.subject(work.connection, case_id))


def take(work: Work, case_id: UUID) -> None:
    """Gives the case to whoever decides a notice of it, where nobody holds it.

    Raises ClaimedByOther and CaseEscalated.
    """
    keeping.take(work, store_place.lock(work.connection, case_id))


def renew(work: Work, service_id: str, case_id: UUID, found: Waiting) -> None:
    """Counts what waits anew: the case gets its place by it, or is closed once nothing waits."""
    store_place.save(
        work.connection,
        case_id,
        notices=found.notices,
        notice_trusted=found.trusted,
        notice_danger=found.danger,
    )
    outcome.close_if_done(work, service_id, case_id)
    place.renew(work, [case_id])


def lock(work: Work, case_id: UUID) -> None:
    """Locks a case, so that what is counted of it next stays true."""
    store_place.lock(work.connection, case_id)


def renew_complaints(work: Work, case_id: UUID, since: datetime | None) -> None:
    """Notes since when the first complaint about a locked case waits; None while none does. With
    one it stands in the queue, also where it is closed.
    """
    store_place.save(work.connection, case_id, complained_at=since)
    place.renew(work, [case_id])


def renew_flags(work: Work, service_id: str, case_id: UUID, found: Flagged) -> None:
    """The same for what users flagged on the platform."""
    store_place.save(
        work.connection,
        case_id,
        flags=found.flags,
        flag_accounts=found.accounts,
        flag_danger=found.danger,
        flag_harmed=found.harmed_child,
    )
    outcome.close_if_done(work, service_id, case_id)
    place.renew(work, [case_id])
