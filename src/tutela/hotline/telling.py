"""Telling who can act: the police first where they want that, and the host."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tutela.hotline import clocks, mailing, moves, reading
from tutela.hotline.errors import HostUnknown, LetterWaits, MailUnset, PoliceTimeInvalid
from tutela.hotline.machine import Command
from tutela.platform.alerts.model import MailState
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

_HOW = "how, and what was said"


def tell_police(
    node: Node, actor: Actor, case_id: UUID, how: str, *, hours: int = clocks.POLICE_HOURS
) -> None:
    """Records that this person told the police, and how long they agreed to wait for them.

    Raises PoliceTimeInvalid and HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(how, _HOW)
    if not 1 <= hours <= clocks.MOST_POLICE_HOURS:
        raise PoliceTimeInvalid(most=clocks.MOST_POLICE_HOURS)
    with node.work(actor, purpose="tell the police first") as work:
        until = work.now + timedelta(hours=hours)
        one = moves.locked(work, case_id)
        moves.move(work, one, Command.TELL_POLICE, words=said, due_at=until, police_settled=False)


def hear_police(node: Node, actor: Actor, case_id: UUID, answer: str) -> None:
    """Records what the police answered: the others may be told now. Raises HotlineMoveRefused."""
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(answer, "what they answered")
    with node.work(actor, purpose="write down what the police answered") as work:
        one = moves.locked(work, case_id)
        moves.move(work, one, Command.HEAR_POLICE, words=said, police_settled=True)


def tell_host(
    node: Node, actor: Actor, case_id: UUID, reason: str, *, language: str = "en"
) -> None:
    """Has the host told by e-mail where it is, and asked to remove it: in words and as X-ARF, never
    with a picture. One that was told can be told again, once the letter before has left.

    Raises HostUnknown, LetterWaits, MailUnset, PoliceFirst and HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(reason, "what the host is asked for")
    if not node.settings.sends_mail:
        raise MailUnset
    with node.work(actor, purpose="tell a host") as work:
        one = moves.locked(work, case_id)
        whole = reading.whole(node, work.connection, one.stored)
        if whole.host is None or not whole.host.contact:
            raise HostUnknown
        if any(mail.state is MailState.WAITING for mail in whole.mails):
            raise LetterWaits
        moves.move(work, one, Command.TELL_HOST, words=said)
        mailing.tell(work, case_id, language)


def told_host(node: Node, actor: Actor, case_id: UUID, how: str) -> None:
    """Records that this person told the host another way, such as by its own form.

    Raises PoliceFirst and HotlineMoveRefused.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    said = moves.require_words(how, _HOW)
    with node.work(actor, purpose="write down that a host was told") as work:
        moves.move(work, moves.locked(work, case_id), Command.TELL_HOST, words=said)
