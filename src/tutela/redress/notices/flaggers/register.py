"""The register: who is a trusted flagger here, and how the Coordinator's status stands.

A person enters it, signed in. The key is made by whoever runs the node: so it takes two people to
put somebody first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.law.places import MEMBER_STATES
from tutela.platform.accounts import key_store
from tutela.platform.accounts.api_keys import PREFIX
from tutela.platform.actor import ActorKind
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.services.service import require_service
from tutela.redress.notices.flaggers import store
from tutela.redress.notices.flaggers.errors import (
    FlaggerInvalid,
    FlaggerKeyUnfit,
    FlaggerNeedsPerson,
    FlaggerReasonMissing,
    FlaggerThere,
    FlaggerUnknown,
)
from tutela.redress.notices.flaggers.machine import FLAGGER, move
from tutela.redress.notices.flaggers.model import Figures

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.flaggers.machine import Command
    from tutela.redress.notices.flaggers.model import Flagger, NewFlagger

LONGEST: Final = {"name": 200, "awarded_by": 200, "areas": 500, "contact": 500}
LONGEST_REASON: Final = 1000
_WORDS = {"name": "name", "awarded_by": "awarding authority", "areas": "areas",
          "contact": "contact"}  # fmt: skip


def list_flaggers(node: Node, actor: Actor) -> list[tuple[Flagger, Figures]]:
    """Every flagger there ever was, with what came of its notices."""
    actor.require(Permission.NOTICE_READ)
    with node.read() as connection:
        figures = store.figures(connection)
        return [(one, figures.get(one.id, Figures())) for one in store.listed(connection)]


def show_flagger(node: Node, actor: Actor, flagger_id: UUID) -> tuple[Flagger, Figures]:
    """One of them. Raises FlaggerUnknown."""
    found = [pair for pair in list_flaggers(node, actor) if pair[0].id == flagger_id]
    if not found:
        raise FlaggerUnknown(flagger=flagger_id)
    return found[0]


def add(node: Node, actor: Actor, service_id: str, new: NewFlagger) -> UUID:
    """Enters a flagger: from now on what its key sends stands first (Article 22(1)).

    Raises FlaggerNeedsPerson, ServiceUnknown, FlaggerInvalid, FlaggerKeyUnfit, FlaggerThere.
    """
    _require_person(actor)
    with node.work(actor, purpose="enter a trusted flagger") as work:
        require_service(work.connection, service_id)
        texts, state = _checked(work, new)
        flagger_id = work.new_id()
        made = store.add(
            work.connection,
            id=flagger_id,
            service_id=service_id,
            **texts,
            member_state=state,
            since=new.since,
            key_id=_key_of(work, service_id, new.key),
            state=FLAGGER.initial.value,
            state_at=work.now,
            state_reason="",
            state_by=actor.id,
            state_by_name=actor.name,
        )
        if not made:
            raise FlaggerThere
        work.record(
            Event.FLAGGER_ADD,
            subject=("flagger", flagger_id),
            service_id=service_id,
            name=texts["name"],
            awarded_by=texts["awarded_by"],
            member_state=state,
            since=new.since.isoformat(),
            key=new.key.strip().removeprefix(PREFIX),
        )
    return flagger_id


def change(node: Node, actor: Actor, flagger_id: UUID, command: Command, *, reason: str) -> None:
    """Records that the Coordinator suspended, restored or revoked the status.

    It holds for what comes in from now on: a notice keeps the clock and the place that it came in
    with. Raises FlaggerNeedsPerson, FlaggerReasonMissing, FlaggerUnknown, FlaggerMoveRefused.
    """
    _require_person(actor)
    words = reason.strip()
    if not 1 <= len(words) <= LONGEST_REASON:
        raise FlaggerReasonMissing(most=LONGEST_REASON)
    with node.work(actor, purpose="change the status of a trusted flagger") as work:
        one = store.find(work.connection, flagger_id, locked=True)
        if one is None:
            raise FlaggerUnknown(flagger=flagger_id)
        moved = move(one.state, command)
        work.waited()  # for notices of this flagger that were on their way
        store.save(
            work.connection,
            one.id,
            state=moved.target.value,
            state_at=work.now,
            state_reason=words,
            state_by=actor.id,
            state_by_name=actor.name,
        )
        work.record(
            Event(moved.event),
            subject=("flagger", one.id),
            service_id=one.service_id,
            reason=words,
            name=one.name,
        )


def _require_person(actor: Actor) -> None:
    """Raises FlaggerNeedsPerson and Forbidden."""
    if actor.kind is not ActorKind.PERSON:
        raise FlaggerNeedsPerson
    actor.require(Permission.FLAGGER_MANAGE)


def _checked(work: Work, new: NewFlagger) -> tuple[dict[str, str], str]:
    """Its texts without blanks around them, and its Member State. Raises FlaggerInvalid."""
    state = new.member_state.strip().upper()
    if state not in MEMBER_STATES:
        raise FlaggerInvalid(problem="the Member State is written as two letters, such as DE")
    texts = {name: getattr(new, name).strip() for name in LONGEST}
    for name, text in texts.items():
        if not 1 <= len(text) <= LONGEST[name] or not text.isprintable():
            words = f"its {_WORDS[name]} is one line of 1 to {LONGEST[name]} characters"
            raise FlaggerInvalid(problem=words)
    if new.since > work.now.date():
        raise FlaggerInvalid(problem="the status cannot begin in the future")
    return texts, state


def _key_of(work: Work, service_id: str, public_id: str) -> UUID:
    """The id of a key that gives notice to the service and does nothing else.

    Raises FlaggerKeyUnfit, which never repeats what was given: it may be a whole token.
    """
    named = public_id.strip().removeprefix(PREFIX)
    found = key_store.find(work.connection, named) if named.isascii() and named.isalnum() else None
    if (
        found is None
        or found.service_id != service_id
        or found.scopes != {Permission.NOTICE_GIVE}
        or found.revoked_at is not None
        or found.expired(work.now)
    ):
        raise FlaggerKeyUnfit
    return found.id
