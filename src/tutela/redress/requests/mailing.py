"""Telling whoever asked, by e-mail, that there is an answer; to nobody who does not want to know.

One try per run, until it was taken or is given up. What they want is asked again before each try.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.alerts.errors import MailPasswordUnreadable
from tutela.platform.alerts.model import MailState
from tutela.platform.alerts.smtp import UNMADE, Sent, hand, unmade
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.requests import moves, store
from tutela.redress.requests.errors import VictimUntold
from tutela.redress.requests.following import mailed
from tutela.redress.requests.public_letter import letter

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.requests.model import VictimRequest

_UNWANTED: Final = Sent("they do not want to be told", final=True)
_UNSET: Final = Sent("this node sends no e-mail", final=True)


def tell(work: Work, one: VictimRequest) -> None:
    """Has the message sent, once the work is committed; none to who does not want it."""
    if not mailed(one):
        return
    mail_id = work.new_id()
    store.save(
        work.connection,
        one.id,
        mail_id=mail_id,
        mail_state=MailState.WAITING.value,
        mail_tries=0,
        mail_problem="",
    )
    work.defer(MAIL, request_id=str(one.id), mail_id=str(mail_id))


def send(node: Node, *, request_id: str, mail_id: str) -> None:
    """Tries a waiting message once. Raises VictimUntold while there are tries left.

    A message that is not waiting, or was followed by another, is left alone.
    """
    with node.read() as connection:
        one = store.find(node, connection, UUID(request_id))
    if one is None or not _waits(one, mail_id):
        return
    sent = _try(node, one)
    if _settle(node, one.id, mail_id, sent):
        raise VictimUntold(mail=mail_id, problem=sent.problem)


def _waits(one: VictimRequest, mail_id: str) -> bool:
    waiting = one.mail_state is MailState.WAITING and str(one.mail_id) == mail_id
    return waiting and one.content is not None


def _try(node: Node, one: VictimRequest) -> Sent:
    settings = node.settings
    if not settings.sends_mail:
        return _UNSET
    if not mailed(one):
        return _UNWANTED
    assert one.mail_id is not None  # noqa: S101 - it waits
    words = languages.for_anybody(settings, *([one.language] if one.language else []))
    to, sender = one.known.email, str(settings.mail_from)
    try:
        return hand(settings, letter(one.mail_id, node.clock.now(), sender, to, words), to)
    except UNMADE as error:
        return unmade(error)
    except MailPasswordUnreadable:
        return Sent("its password cannot be read")


def _settle(node: Node, request_id: UUID, mail_id: str, sent: Sent) -> bool:
    """Writes what came of a try, unless another run has; returns whether more tries follow."""
    with node.work(NODE, purpose="tell whoever asked that there is an answer") as work:
        one = store.find(node, work.connection, request_id, locked=True)
        if one is None or not _waits(one, mail_id):
            return False
        tries = one.mail_tries + 1
        more = bool(sent.problem) and not sent.final and tries < node.settings.mail_tries
        values = {"mail_tries": tries, "mail_problem": sent.problem}
        if more:
            store.save(work.connection, one.id, **values)
            return True
        state = MailState.FAILED if sent.problem else MailState.SENT
        store.save(work.connection, one.id, **values, mail_state=state.value)
        event = Event.VICTIM_REQUEST_UNTOLD if sent.problem else Event.VICTIM_REQUEST_TELL
        moves.record(work, event, one, reason=sent.problem, tries=tries)
        return False


# The row counts the tries and ends them (settings.mail_tries).
MAIL: Final = Task("victims:mail", send, attempts=1000)
