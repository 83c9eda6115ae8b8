"""Telling the host of a case by e-mail. One try per run, until it was taken or is given up; what
the server refuses stands with the case, where people see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from tutela.federation import store as peers
from tutela.hotline import moves, reading, store, store_mail, xarf
from tutela.hotline.errors import HostUntold
from tutela.hotline.public_letter import letter
from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.alerts.errors import MailPasswordUnreadable
from tutela.platform.alerts.model import MailState
from tutela.platform.alerts.smtp import UNMADE, Sent, hand, unmade
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.jobs.registry import Task

if TYPE_CHECKING:
    from tutela.hotline.model import Case, Mail
    from tutela.platform.node import Node
    from tutela.platform.work import Work

_GONE: Final = Sent("the case was erased, or nobody knows its host", final=True)
_UNSET: Final = Sent("this node sends no e-mail", final=True)


def tell(work: Work, case_id: UUID, language: str) -> None:
    """Has a message sent, once the work is committed."""
    mail_id = work.new_id()
    store_mail.add(
        work.connection,
        id=mail_id,
        service_id=NODE_SERVICE,
        case_id=case_id,
        state=MailState.WAITING.value,
        language=language[:20],
        made_at=work.now,
    )
    work.defer(MAIL, mail_id=str(mail_id))


def send(node: Node, *, mail_id: str) -> None:
    """Tries a waiting message once. Raises HostUntold while there are tries left.

    After a crash between the server's yes and our commit it is sent again, with the same id. A
    message that is not waiting is left alone, so repeating this is harmless.
    """
    with node.read() as connection:
        one = store_mail.find(connection, UUID(mail_id))
        stored = store.find(connection, one.case_id) if one else None
        about = reading.whole(node, connection, stored) if stored else None
    if one is None or about is None or one.state is not MailState.WAITING:
        return
    sent = _try(node, one, about)
    if _settle(node, one.id, sent):
        raise HostUntold(mail=mail_id, problem=sent.problem)


def _try(node: Node, one: Mail, about: Case) -> Sent:
    settings, host = node.settings, about.host
    if not settings.sends_mail:
        return _UNSET
    if not about.url or host is None or not host.contact:
        return _GONE
    sender = str(settings.mail_from)
    with node.read() as connection:
        own = peers.own_name(connection)
    title = own.name if own else sender.partition("@")[2]
    words = languages.for_anybody(settings, one.language)
    try:
        machine = _xarf(one, about, title, sender)
        made = letter(
            one, about.url, sender, host.contact, title=title, catalogue=words, xarf=machine
        )
        return hand(settings, made, host.contact)
    except UNMADE as error:
        return unmade(error)
    except MailPasswordUnreadable:
        return Sent("its password cannot be read")


def _xarf(one: Mail, about: Case, title: str, sender: str) -> dict[str, Any] | None:
    """Its id is made of the row's, so that of two copies a program sees one."""
    items = [item for item in about.items if item.assessed_at >= about.line.opened_at]
    report_id = UUID(bytes=uuid5(one.id, "xarf").bytes, version=4)
    return xarf.report(report_id, about.url, items, org=title, contact=sender, at=one.made_at)


def _settle(node: Node, mail_id: UUID, sent: Sent) -> bool:
    """Writes what came of a try, unless another run has; returns whether more tries follow."""
    with node.work(NODE, purpose="tell a host") as work:
        one = store_mail.find(work.connection, mail_id, locked=True)
        if one is None or one.state is not MailState.WAITING:
            return False
        tries = one.tries + 1
        kept: dict[str, Any] = {"tries": tries, "last_error": sent.problem}
        if sent.problem and not sent.final and tries < node.settings.mail_tries:
            store_mail.save(work.connection, one.id, **kept)
            return True
        state = MailState.FAILED if sent.problem else MailState.SENT
        store_mail.save(work.connection, one.id, **kept, state=state.value, finished_at=work.now)
        event = Event.HOTLINE_UNTOLD if sent.problem else Event.HOTLINE_TOLD
        moves.record(work, event, one.case_id, tries=tries, problem=sent.problem)
        return False


# The row counts the tries and ends them (settings.mail_tries).
MAIL: Final = Task("hotline:mail", send, attempts=1000)
