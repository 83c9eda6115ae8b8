"""Letters by e-mail: written with the statement, sent by a job, tried again for a week.

What was said to a user is sealed in its row before anything leaves, so that every try sends the
same, with the same Message-ID. SMTP knows no more: where the server's yes is lost, or we die
between it and our commit, the letter is sent again, and its reader's program may show one of two
(RFC 5321, 4.1.1.4 and 6.1). One run sends at a time, and begins no letter after 50 seconds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.law import machine as engine
from tutela.platform import codes
from tutela.platform.actor import NODE
from tutela.platform.alerts.errors import MailPasswordUnreadable
from tutela.platform.alerts.smtp import UNMADE, Sent, hand, unmade
from tutela.platform.audit.model import Event
from tutela.platform.jobs.registry import Task
from tutela.redress.statements import store_mail
from tutela.redress.statements.errors import LetterUnreadable
from tutela.redress.statements.machine import LETTER, MailCommand
from tutela.redress.statements.model import Mail, MailState
from tutela.redress.statements.public_mail import message
from tutela.redress.statements.sealing import Envelope, seal, unseal

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.node import Node
    from tutela.platform.settings import Settings
    from tutela.platform.work import Work

AT_ONCE: Final = 200  # letters of one run
RUN: Final = timedelta(seconds=50)
WEEK: Final = timedelta(days=7)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=6)  # between two tries
UNSET: Final = Sent("this node sends no e-mail any more", final=True)
UNREADABLE: Final = Sent("it was sealed elsewhere, or changed", final=True)


def post(work: Work, service_id: str, statement_id: UUID, letter: Envelope) -> UUID:
    """Puts a letter on its way by e-mail, once the work is committed; its id."""
    mail_id = work.new_id()
    one = Mail(
        id=mail_id,
        service_id=service_id,
        statement_id=statement_id,
        state=MailState.WAITING,
        sealed=seal(work.node.keys.evidence, mail_id, letter),
        digest=codes.digest(letter.code),
        tries=0,
        last_error="",
        made_at=work.now,
        due_at=work.now,
    )
    store_mail.add(work.connection, one)
    work.defer(MAIL)
    return mail_id


def send_due(node: Node) -> None:
    """Sends what is due, the longest waiting first, until there is no more, the server takes none,
    or the run is over. Safe to run again, and beside another.
    """
    ends = node.clock.now() + RUN
    with node.read() as connection:
        if not store_mail.alone(connection):
            return
        for _ in range(AT_ONCE):
            one = _begin(node)
            if one is None:
                return
            sent = _try(node, one)
            settle(node, one.id, sent)
            if sent.away or node.clock.now() >= ends:
                return


def _begin(node: Node) -> Mail | None:
    """The next letter, its try written down before it is made."""
    with node.transaction() as connection:
        now = node.clock.now()
        one = store_mail.due(connection, now)
        if one is None:
            return None
        pause = min(SHORTEST * 2**one.tries, LONGEST)
        begun = replace(one, tries=one.tries + 1, due_at=now + pause, until=one.until or now + WEEK)
        store_mail.save(connection, begun)
        return begun


def _try(node: Node, one: Mail) -> Sent:
    settings = node.settings
    if not settings.sends_mail:
        return UNSET
    assert one.sealed  # noqa: S101 - it waits
    try:
        letter = unseal(node.keys.evidence, one.id, one.sealed)
        made = message(one, letter, str(settings.mail_from))
        return hand(settings, made, letter.to, returns_to=returns_to(settings, letter.code))
    except LetterUnreadable:
        return UNREADABLE
    except UNMADE as error:
        return unmade(error)
    except MailPasswordUnreadable:
        return Sent("its password cannot be read", away=True)


def returns_to(settings: Settings, code: str) -> str:
    """The address that a letter comes back to: with its code, so that it is known again."""
    if not settings.mail_bounces:
        return ""
    name, _, host = settings.mail_bounces.partition("@")
    return f"{name}+{code.lower()}@{host}"


def settle(node: Node, mail_id: UUID, sent: Sent) -> None:
    """Writes what came of a try, unless it was settled meanwhile."""
    with node.work(NODE, purpose="tell a user by e-mail") as work:
        one = store_mail.find(work.connection, mail_id)
        if one is None or one.state is not MailState.WAITING:
            return
        one = replace(one, last_error=sent.problem)
        over = one.until is not None and work.now >= one.until
        if not sent.problem:
            move(work, one, MailCommand.TAKE)
        elif sent.final or over:
            move(work, one, MailCommand.GIVE_UP)
        else:
            store_mail.save(work.connection, one)


def move(work: Work, one: Mail, command: MailCommand, *, by: str = "node") -> None:
    """Moves a locked letter. What it carried is gone with the first move."""
    moved = engine.apply(LETTER, one.state, command, actor_role=by)
    finished = one.finished_at or work.now
    done = replace(one, state=moved.target, sealed=None, finished_at=finished)
    store_mail.save(work.connection, done)
    work.record(
        Event(moved.event),
        subject=("statement", one.statement_id),
        service_id=one.service_id,
        reason=done.close_reason,
        mail=str(one.id),
        tries=one.tries,
        problem=one.last_error,
    )


MAIL: Final = Task("statements:mail", send_due, every="* * * * *")
