"""Telling whoever gave notice by e-mail: that we have it, and what was decided (Article 16).

Nothing is sent to who gave no address. One try per run, until it was taken or is given up; a
refusal of the server stands with the notice, where people see it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tutela.platform import languages
from tutela.platform.actor import NODE
from tutela.platform.alerts.errors import MailPasswordUnreadable
from tutela.platform.alerts.model import MailState
from tutela.platform.alerts.smtp import UNMADE, Sent, hand, unmade
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.notices import store, store_mail
from tutela.redress.notices.errors import NoticeUntold
from tutela.redress.notices.model import Mail, MailKind
from tutela.redress.notices.public_letter import letter

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Notice

_GONE = Sent("the notice was erased", final=True)
_UNSET = Sent("this node sends no e-mail", final=True)


def tell(work: Work, one: Notice, kind: MailKind) -> None:
    """Has a message sent, once the work is committed; none where there is no address."""
    if not one.email:
        return
    made = Mail(work.new_id(), one.id, one.service_id, kind, MailState.WAITING, 0, "", work.now)
    if store_mail.add(work.connection, made):
        work.defer(MAIL, mail_id=str(made.id))


def send(node: Node, *, mail_id: str) -> None:
    """Tries a waiting message once. Raises NoticeUntold while there are tries left.

    After a crash between the server's yes and our commit it is sent again, with the same id. A
    message that is not waiting is left alone, so repeating this is harmless.
    """
    with node.read() as connection:
        one = store_mail.find(connection, UUID(mail_id))
        about = store.find(connection, one.notice_id) if one else None
    if one is None or about is None or one.state is not MailState.WAITING:
        return
    sent = _try(node, one, about)
    if _settle(node, one.id, sent):
        raise NoticeUntold(mail=mail_id, problem=sent.problem)


def _try(node: Node, one: Mail, about: Notice) -> Sent:
    settings = node.settings
    if not settings.sends_mail:
        return _UNSET
    if not about.email:
        return _GONE
    words = languages.for_anybody(settings, *([about.language] if about.language else []))
    with node.read() as connection:
        title = store_mail.title_of(connection, about.service_id)
    try:
        made = letter(one, about, str(settings.mail_from), title=title, catalogue=words)
        return hand(settings, made, about.email)
    except UNMADE as error:
        return unmade(error)
    except MailPasswordUnreadable:
        return Sent("its password cannot be read")


def _settle(node: Node, mail_id: UUID, sent: Sent) -> bool:
    """Writes what came of a try, unless another run has; returns whether more tries follow."""
    with node.work(NODE, purpose="tell whoever gave notice") as work:
        one = store_mail.find(work.connection, mail_id, locked=True)
        if one is None or one.state is not MailState.WAITING:
            return False
        one = replace(one, tries=one.tries + 1, last_error=sent.problem)
        if sent.problem and not sent.final and one.tries < node.settings.mail_tries:
            store_mail.save(work.connection, one)
            return True
        state = MailState.FAILED if sent.problem else MailState.SENT
        store_mail.save(work.connection, replace(one, state=state, finished_at=work.now))
        work.record(
            Event.NOTICE_UNTOLD if sent.problem else Event.NOTICE_TELL,
            subject=("notice", one.notice_id),
            service_id=one.service_id,
            kind=one.kind.value,
            tries=one.tries,
            problem=sent.problem,
        )
        return False


# The row counts the tries and ends them (settings.mail_tries).
MAIL: Final = Task("notices:mail", send, attempts=1000)
