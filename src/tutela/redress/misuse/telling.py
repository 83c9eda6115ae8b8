"""Telling whoever is warned or suspended: an account through its platform, a key by its answers.

Whether a warning arrived is known in both ways: the platform confirms the message, and the program
that holds the key gets it with the answer to the next notice it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tutela.platform import languages
from tutela.platform.audit.model import Event
from tutela.platform.services.service import require_service
from tutela.platform.webhooks import service as webhooks
from tutela.redress.misuse import restricting, store
from tutela.redress.misuse.errors import TellingHeldBack
from tutela.redress.misuse.machine import State
from tutela.redress.misuse.model import Kind
from tutela.redress.misuse.public_letter import letter
from tutela.redress.statements import store_withholding

if TYPE_CHECKING:
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.misuse.model import Misuse, Party
    from tutela.redress.misuse.public_letter import Said

KINDS: Final = {
    State.WARNED: "misuse.warned",
    State.SUSPENDED: "misuse.suspended",
    State.ENDED: "misuse.ended",
}
ANSWERED: Final = "misuse.answered"  # to an objection


def tell(work: Work, one: Misuse, service: Service, *, answer: bool = False) -> None:
    """Puts the letter about how a case stands now on its way to the platform of an account.

    Where its suspension has a statement of reasons, that is the letter, and its end has another:
    the platform is told only what to do, and until when.
    """
    if not one.account_ref:
        return
    about = None if answer else restricting.statement_of(work.connection, one.id)
    said = said_of(work.node, one, service)
    body = {
        "misuse": str(one.id),
        "kind": one.kind.value,
        "state": one.state.value,
        "account": one.account_ref,
        "statement": str(about.id) if about else None,
        "until": one.suspended_until.isoformat() if one.suspended_until else None,
        "language": said.language,
        "title": None if about else said.title,
        "at": work.now.isoformat(),
    }
    secret = None if about else {"text": said.text}
    kind = ANSWERED if answer else KINDS[one.state]
    sent = webhooks.send(work, one.service_id, kind, body, secret=secret)
    if one.state is State.WARNED and not answer:
        store.save(work.connection, one.id, delivery_id=sent)


def require_open(work: Work, kind: Kind, party: Party) -> None:
    """Raises TellingHeldBack where whatever is said of its content could warn a suspect."""
    nothing = UUID(int=0)
    if kind is Kind.CONTENT and store_withholding.running(
        work.connection, party.service_id, party.account, nothing
    ):
        raise TellingHeldBack


def said_of(node: Node, one: Misuse, service: Service) -> Said:
    """The letter about how a case stands, in the language of its reader."""
    words = languages.for_anybody(node.settings, *([one.language] if one.language else []))
    return letter(
        one,
        service=service.title,
        contact=service.policy.contact,
        most=node.settings.misuse_suspension_days,
        catalogue=words,
    )


def for_key(node: Node, actor: Actor) -> list[dict[str, Any]]:
    """What the holder of a key is told with an answer; that they were is written down, once."""
    with node.read() as connection:
        found = store.of_key(connection, actor.id)
    for one in found:
        if one.answered_at is None:
            _note(node, actor, one)
    return [_shown(node, one) for one in found]


def _note(node: Node, actor: Actor, one: Misuse) -> None:
    with node.work(actor, purpose="be warned of misuse") as work:
        now = store.find(work.connection, one.id, locked=True)
        if now is None or now.answered_at is not None:
            return
        store.save(work.connection, one.id, answered_at=work.now)
        work.record(Event.MISUSE_TELL, subject=("misuse", one.id), service_id=one.service_id)


def _shown(node: Node, one: Misuse) -> dict[str, Any]:
    with node.read() as connection:
        service = require_service(connection, one.service_id)
    said = said_of(node, one, service)
    return {
        "state": one.state.value,
        "kind": one.kind.value,
        "until": one.suspended_until.isoformat() if one.suspended_until else None,
        "language": said.language,
        "text": said.text,
    }
