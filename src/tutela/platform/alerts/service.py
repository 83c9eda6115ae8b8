"""What people do with alerts: seeing them, acknowledging them, saying what they want to hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.actor import ActorKind
from tutela.platform.alerts import store, watching
from tutela.platform.alerts.errors import AlertUnknown, LastListener, MailNotSet
from tutela.platform.alerts.letter import address
from tutela.platform.alerts.model import ABOUT, Kind, Listener, Wishes
from tutela.platform.audit.model import Event
from tutela.platform.database.tables import NODE_SERVICE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import Connection

    from tutela.platform.accounts.model import Session
    from tutela.platform.actor import Actor
    from tutela.platform.alerts.model import Alert, Mail, Shown
    from tutela.platform.node import Node


def list_alerts(node: Node, actor: Actor) -> list[Alert]:
    """The alerts that stand and that `actor` may see, the oldest first."""
    with node.read() as connection:
        found = store.standing(connection).values()
    # The owner of the node may read the tables anyway, and these are numbers.
    all_of_it = actor.kind is ActorKind.OPERATOR
    seen = [one for one in found if all_of_it or actor.may(one.about.permission)]
    return sorted(seen, key=lambda one: (one.raised_at, one.kind))


def shown(node: Node, session: Session) -> list[Shown]:
    """The alerts that stand, as the person signed in sees them: what wants their eye first."""
    now = node.clock.now()
    with node.read() as connection:
        found = store.shown(connection, session.account_id)
    mine = [one for one in found if session.actor.may(one.alert.about.permission)]
    return sorted(mine, key=lambda one: not one.fresh(now))


def calling(node: Node, session: Session) -> int:
    """How many alerts call the person signed in."""
    now = node.clock.now()
    return sum(one.fresh(now) for one in shown(node, session))


def acknowledge(node: Node, session: Session, alert_id: UUID) -> None:
    """Writes that a person saw an alert: it stays, but no longer calls them. Raises AlertUnknown.

    It calls again when its number grows, and after a while. Others are not affected.
    """
    with node.work(session.actor, purpose="acknowledge an alert") as work:
        one = store.find_standing(work.connection, alert_id)
        if one is None or not session.actor.may(one.about.permission):
            raise AlertUnknown
        store.see(work.connection, one, session.account_id, work.now)
        work.record(
            Event.ALERT_ACKNOWLEDGE,
            subject=("alert", one.id),
            service_id=NODE_SERVICE,
            kind=one.kind.value,
            count=one.count,
        )


def wishes(node: Node, session: Session) -> Wishes:
    """Where and of what the person signed in wants to be told."""
    with node.read() as connection:
        return store.wishes(connection, session.account_id)


def audible(actor: Actor) -> list[Kind]:
    """The kinds that `actor` may be told of, in the order of the list."""
    return [kind for kind in Kind if actor.may(ABOUT[kind].permission)]


def choose(node: Node, session: Session, given: str, wanted: Iterable[Kind]) -> None:
    """Writes where a person wants to be told, and of which kinds. Raises MailAddressInvalid, and
    LastListener where an essential kind would be left without anybody who hears it.
    """
    muted = frozenset(audible(session.actor)) - frozenset(wanted)
    new = Wishes(address(given), muted)
    with node.work(session.actor, purpose="choose what to be told of") as work:
        store.take_turns(work.connection)
        before = store.wishes(work.connection, session.account_id)
        _require_another(work.connection, session, before, new)
        store.write_wishes(work.connection, session.account_id, new)
        work.record(
            Event.ALERT_CHOOSE,
            subject=("account", session.account_id),
            service_id=NODE_SERVICE,
            address=bool(new.address),  # whose it is the log need not know
            muted=sorted(kind.value for kind in muted),
        )


def try_mail(node: Node, session: Session) -> None:
    """Sends the person a message that tells of nothing. Raises MailNotSet."""
    if not node.settings.sends_mail:
        raise MailNotSet
    with node.work(session.actor, purpose="try the mail server") as work:
        own = _listener(session, store.wishes(work.connection, session.account_id))
        watching.post(work, own, {})


def _require_another(
    connection: Connection, session: Session, before: Wishes, after: Wishes
) -> None:
    was, will = _listener(session, before), _listener(session, after)
    others = [one for one in store.listeners(connection) if one.account_id != session.account_id]
    for kind in Kind:
        lost = ABOUT[kind].essential and was.hears(kind) and not will.hears(kind)
        if lost and not any(one.hears(kind) for one in others):
            raise LastListener(what=ABOUT[kind].words(1))


def _listener(session: Session, wanted: Wishes) -> Listener:
    return Listener(session.account_id, session.actor.name, session.actor.permissions, wanted)


def last_mail(node: Node, session: Session) -> Mail | None:
    """The latest message to the person signed in, and what came of it."""
    with node.read() as connection:
        return store.last_mail(connection, session.account_id)
