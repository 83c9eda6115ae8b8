"""A person has a letter sent by e-mail, or says that one need not arrive.

For a forum without a webhook, and for a letter that came back. The address is kept for the account,
so that what follows reaches them as well; it is shown to nobody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tutela.detection import mailboxes
from tutela.platform import languages
from tutela.platform.alerts.errors import MailAddressInvalid, MailNotSet
from tutela.platform.alerts.letter import address
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.redress.statements import issuing, store_erasing, store_mail, store_subject
from tutela.redress.statements.errors import (
    CloseNeedsWords,
    LetterUnknown,
    NoMailbox,
    StatementErased,
)
from tutela.redress.statements.machine import MailCommand
from tutela.redress.statements.mailing import move
from tutela.redress.statements.mending import issued
from tutela.redress.statements.model import MailState, Way
from tutela.redress.statements.public_letter import letter
from tutela.reporting.words import one_line

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Statement

LONGEST_REASON: Final = 500
_LOST: Final = (MailState.FAILED, MailState.BOUNCED)


def send(node: Node, actor: Actor, statement_id: UUID, to: Secret) -> None:
    """Sends the letter of a statement to an address; to the one that is known if `to` is empty.

    Raises Forbidden, MailNotSet, MailAddressInvalid, StatementUnknown, StatementErased,
    StatementNotIssued, NoMailbox, MailboxUnreadable.
    """
    actor.require(Permission.DELIVERY_RETRY)
    if not node.settings.sends_mail:
        raise MailNotSet
    given = Secret(address(to.reveal()))
    if to and not given:  # blanks: whoever typed them meant an address
        raise MailAddressInvalid
    with node.work(actor, purpose="tell a user by e-mail") as work:
        one = issued(work, statement_id)
        said = letter(one.facts, languages.for_anybody(node.settings, one.language))
        issuing.tell_by_mail(work, one, said, _mailbox(work, one, given), again_by=actor)
        work.record(
            Event.STATEMENT_RESEND,
            subject=("statement", one.id),
            service_id=one.service_id,
            way=Way.E_MAIL.value,
        )


def close(node: Node, actor: Actor, mail_id: UUID, reason: str) -> UUID:
    """Says that a letter that failed or bounced need not arrive, and why; which statement it is of.

    Raises Forbidden, LetterUnknown, StatementErased, CloseNeedsWords.
    """
    actor.require(Permission.DELIVERY_RETRY)
    why = _reason(reason)
    with node.work(actor, purpose="close a letter that did not arrive") as work:
        one = store_mail.find(work.connection, mail_id)
        if one is None or one.state not in _LOST:
            raise LetterUnknown(mail=mail_id)
        if not store_erasing.stays(work.connection, one.statement_id):
            raise StatementErased(statement=one.statement_id)
        closed = replace(one, closed_by_name=actor.name, close_reason=why)
        move(work, closed, MailCommand.CLOSE, by="person")
        return one.statement_id


def _mailbox(work: Work, one: Statement, given: Secret) -> Secret:
    """The address given, kept for the account from now on; else the one that is known."""
    account = store_subject.of(work.connection, one.id).account_ref
    if given and account:
        mailboxes.keep(work, one.service_id, account, given)
    found = given or mailboxes.of_account(work.node, work.connection, one.service_id, account)
    if not found:
        raise NoMailbox
    return found


def _reason(text: str) -> str:
    """Raises CloseNeedsWords."""
    try:
        said = one_line(text.strip())
    except ValueError:
        said = ""
    if not said or len(said) > LONGEST_REASON:
        raise CloseNeedsWords(longest=LONGEST_REASON)
    return said
