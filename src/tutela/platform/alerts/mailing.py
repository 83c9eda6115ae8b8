"""The job of sending one message: one try per run, until it was taken or is given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.alerts import machine, store
from tutela.platform.alerts.errors import MailFailed, MailPasswordUnreadable
from tutela.platform.alerts.letter import letter
from tutela.platform.alerts.machine import Command
from tutela.platform.alerts.model import MailState
from tutela.platform.alerts.smtp import UNMADE, Sent, hand, unmade
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.platform.alerts.model import Mail
    from tutela.platform.node import Node

SHORT_ID: Final = 8
_GONE = Sent("there is no address any more", final=True)
_UNSET = Sent("this node sends no e-mail any more", final=True)


def send(node: Node, *, mail_id: str) -> None:
    """Tries a waiting message once. Raises MailFailed while there are tries left.

    After a crash between the server's yes and our commit it is sent again, with the same id. A
    message that is not waiting is left alone, so repeating this is harmless.
    """
    with node.read() as connection:
        one = store.find_mail(connection, UUID(mail_id))
        to = store.address_of(connection, one.account_id) if one else ""
    if one is None or one.state is not MailState.WAITING:
        return
    sent = _try(node, one, to)
    if _settle(node, one.id, sent):
        raise MailFailed(mail=mail_id, problem=sent.problem)


def _try(node: Node, one: Mail, to: str) -> Sent:
    settings = node.settings
    if not settings.sends_mail:
        return _UNSET
    if not to:
        return _GONE
    name = str(node.identity.id)[-SHORT_ID:]
    sender, origin = str(settings.mail_from), settings.pages_origin
    try:
        words = languages.default(settings)
        made = letter(one, to, sender, node=name, origin=origin, catalogue=words)
        return hand(settings, made, to)
    except UNMADE as error:
        return unmade(error)
    except MailPasswordUnreadable:
        return Sent("its password cannot be read")


def _settle(node: Node, mail_id: UUID, sent: Sent) -> bool:
    """Writes what came of a try, unless another run has; returns whether more tries follow."""
    with node.work(NODE, purpose="tell a person of an alert") as work:
        one = store.find_mail(work.connection, mail_id, locked=True)
        if one is None or one.state is not MailState.WAITING:
            return False
        one = replace(one, tries=one.tries + 1, last_error=sent.problem)
        command = _command(one, sent, node.settings.mail_tries)
        if command is None:
            store.save_mail(work.connection, one)
            return True
        state, event = machine.MAIL[one.state, command]
        store.save_mail(work.connection, replace(one, state=state, finished_at=work.now))
        work.record(
            event,
            subject=("mail", one.id),
            service_id=NODE_SERVICE,
            account=str(one.account_id),
            kinds=sorted(one.told),
            tries=one.tries,
            problem=sent.problem,
        )
        return False


def _command(one: Mail, sent: Sent, limit: int) -> Command | None:
    if not sent.problem:
        return Command.CONFIRM
    return Command.GIVE_UP if sent.final or one.tries >= limit else None


# The row counts the tries and ends them (settings.mail_tries).
MAIL: Final = Task("alerts:mail", send, attempts=1000)
TASKS = (MAIL,)
