"""Issuing a statement: its letter through the guard, and on its way to the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.detection import mailboxes
from tutela.law import machine as engine
from tutela.platform import codes, languages
from tutela.platform.audit.model import Event
from tutela.platform.webhooks import service as webhooks
from tutela.redress.statements import (
    guard,
    links,
    mailing,
    store,
    store_subject,
    store_withholding,
)
from tutela.redress.statements.machine import STATEMENT, Command
from tutela.redress.statements.model import Kind, State, Way
from tutela.redress.statements.public_letter import letter
from tutela.redress.statements.public_mail import with_link
from tutela.redress.statements.sealing import Envelope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.secret import Secret
    from tutela.platform.services.model import Service
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Statement, Subject
    from tutela.redress.statements.public_letter import Said

ISSUED: Final = "statement.issued"
ENDED: Final = "statement.ended"


def issue(work: Work, one: Statement, service: Service, *, ends: Sequence[UUID]) -> None:
    """Sends a statement in its reader's language, unless something holds it back, or says why it
    cannot be sent. `ends` are the statements of what it ends.
    """
    settings = work.node.settings
    wanted = languages.for_anybody(settings, one.language, service.policy.language)
    said = letter(one.facts, wanted)
    problem = guard.problem(said)
    about = store_subject.of(work.connection, one.id)
    if store_withholding.running(work.connection, one.service_id, about.account_ref, one.case_id):
        if one.state is not State.HELD_BACK:
            _move(work, one, Command.HOLD_BACK)
    elif problem:
        if one.problem != problem:
            _move(work, one, Command.REFUSE, problem=problem)
    elif not about.known:
        _move(work, one, Command.GIVE_UP, language=said.language)
    else:
        _move(work, one, Command.ISSUE, language=said.language, issued_at=work.now)
        tell(work, one, about, said, ends=ends)


def tell_again(work: Work, one: Statement) -> None:
    """Sends a letter that has left once more, in the language it had."""
    about = store_subject.of(work.connection, one.id)
    said = letter(one.facts, languages.for_anybody(work.node.settings, one.language))
    ends = store.ended_by(work.connection, one.id)
    tell(work, one, about, said, ends=ends, again_by=work.actor)
    work.record(Event.STATEMENT_RESEND, subject=("statement", one.id), service_id=one.service_id)


def tell(
    work: Work,
    one: Statement,
    about: Subject,
    said: Said,
    *,
    ends: Sequence[UUID],
    again_by: Actor | None = None,
) -> None:
    """Puts the letter on its way to the platform, and to the user where it is known where they read
    e-mail. A second time only where a person asks.
    """
    kind = ENDED if one.kind is Kind.ENDED else ISSUED
    link = links.new_link(work, one)
    delivery_id = webhooks.send(
        work,
        one.service_id,
        kind,
        _body(one, about, said, ends),
        secret={"link": link} if link else None,
    )
    _note(work, one, Way.WEBHOOK, again_by, delivery_id=delivery_id)
    email = mailboxes.of_account(work.node, work.connection, one.service_id, about.account_ref)
    if email and not again_by:
        tell_by_mail(work, one, said, email)


def tell_by_mail(
    work: Work, one: Statement, said: Said, to: Secret, again_by: Actor | None = None
) -> None:
    """Puts the letter on its way by e-mail as well, with a link of its own."""
    mail_id = post(work, one, to, language=said.language, title=said.title, text=said.text)
    _note(work, one, Way.E_MAIL, again_by, mail_id=mail_id)


def post(work: Work, one: Statement, to: Secret, *, language: str, title: str, text: str) -> UUID:
    """Puts any letter about a statement on its way by e-mail, with a link of its own; its id."""
    words = languages.for_anybody(work.node.settings, language)
    letter = Envelope(
        to=to.reveal(),
        service=one.facts.service,
        language=language,
        title=title,
        text=with_link(text, links.new_link(work, one), words),
        code=codes.new_code().reveal(),
    )
    return mailing.post(work, one.service_id, one.id, letter)


def _note(work: Work, one: Statement, way: Way, again_by: Actor | None, **message: UUID) -> None:
    """Notes by which message somebody was told."""
    values = {
        "id": work.new_id(),
        "service_id": one.service_id,
        "statement_id": one.id,
        "way": way.value,
        "sent_at": work.now,
        "by_id": again_by.id if again_by else "",
        "by_name": again_by.name if again_by else "",
    }
    store.add_telling(work.connection, {**values, **message})


def _move(
    work: Work, one: Statement, command: Command, *, problem: str = "", **values: Any
) -> None:
    moved = engine.apply(STATEMENT, one.state, command, actor_role="node")
    store.save(work.connection, one.id, state=moved.target.value, problem=str(problem), **values)
    work.record(
        Event(moved.event),
        subject=("statement", one.id),
        service_id=one.service_id,
        reason=str(problem),
        kind=one.kind.value,
        item=_text(one.item_id),
        case=str(one.case_id),
        action=_text(one.action_id),
        takedown=_text(one.takedown_id),
        suspension=_text(one.suspension_id),
        language=values.get("language"),
    )


def _text(number: UUID | None) -> str | None:
    return str(number) if number else None


def _body(one: Statement, about: Subject, said: Said, ends: Sequence[UUID]) -> dict[str, Any]:
    """What the platform is told: the letter to show, and the same in fields for its program."""
    facts = one.facts
    return {
        "statement": str(one.id),
        "ends": [str(ended) for ended in ends],
        "item": _text(one.item_id),
        "takedown": _text(one.takedown_id),
        "suspension": _text(one.suspension_id),
        "notice": _text(about.notice_id),
        "case": str(one.case_id),
        "id": about.external_id or None,
        "account": about.account_ref or None,
        "language": said.language,
        "title": said.title,
        "text": said.text,
        "parts": [
            {"part": part.name, "heading": part.heading, "texts": list(part.texts)}
            for part in said.parts
        ],
        "restriction": one.kind.value,
        "closes_account": facts.closes_account,
        "reopens_account": facts.reopens_account,
        "ground": facts.ground.value,
        "terms_clause": facts.terms_clause or None,
        "trigger": facts.trigger.value,
        "triggers": [one.value for one in facts.causes],
        "automated_detection": facts.automated,
        "automated_decision": one.kind is Kind.HOLD,
        "territory": list(facts.territory) or None,
        "at": facts.at.isoformat(),
        "until": facts.until.isoformat() if facts.until else None,
        "complain_until": facts.complain_until.isoformat(),
        "complain_to": facts.contact or None,
        "link": None,  # its place: it lies sealed beside this
    }
