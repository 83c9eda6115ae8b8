"""Raising alerts, ending them, and telling people: in one transaction, as often as one likes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tutela.platform import log
from tutela.platform.absences import store as absences
from tutela.platform.absences.model import away
from tutela.platform.actor import NODE
from tutela.platform.alerts import rhythm, store
from tutela.platform.alerts.covering import covered
from tutela.platform.alerts.errors import ConditionsUnknown
from tutela.platform.alerts.machine import ALERT, Command, Stage, wanted
from tutela.platform.alerts.mailing import MAIL
from tutela.platform.alerts.model import Alert, Finding, Kind, Mail, MailState
from tutela.platform.database.tables import NODE_SERVICE
from tutela.platform.services.service import ServiceUnknown
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutela.platform.alerts.conditions import Condition
    from tutela.platform.alerts.model import Listener
    from tutela.platform.node import Node
    from tutela.platform.work import Work

KEPT: Final = timedelta(days=31)
WEBHOOK: Final = "alert"


def watch(node: Node, conditions: Mapping[Kind, Condition]) -> None:
    """Looks for everything that waits; raises, renews and ends alerts, and tells who listens.

    A condition that cannot be asked now leaves its alert as it is; all others are settled before
    that is raised. Repeating this changes nothing. Raises ConditionsUnknown and DatabaseAway.
    """
    asked = {kind: _asked(node, kind, look) for kind, look in conditions.items()}
    with node.work(NODE, purpose="watch what waits") as work:
        store.take_turns(work.connection)
        work.waited()
        before = store.standing(work.connection)
        for kind, found in asked.items():
            if not isinstance(found, _Unknown):
                _settle(work, kind, before.get(kind), found)
        gone = away(absences.unended(work.connection, work.now), work.now)
        for person in covered(store.listeners(work.connection), gone):
            _tell(work, person)
        store.forget(work.connection, work.now - KEPT)
    unknown = [kind.value for kind, found in asked.items() if isinstance(found, _Unknown)]
    if unknown:
        raise ConditionsUnknown(kinds=", ".join(unknown))


class _Unknown:
    """A condition could not be asked."""


_UNKNOWN = _Unknown()


def _asked(node: Node, kind: Kind, look: Condition) -> Finding | _Unknown | None:
    try:
        return look(node, node.clock.now())
    except Exception as error:  # noqa: BLE001 - the others must still be asked
        log.get("alerts").warning("condition-unknown", kind=kind.value, error=type(error).__name__)
        return _UNKNOWN


def _settle(work: Work, kind: Kind, stands: Alert | None, found: Finding | None) -> None:
    command = wanted(stands=stands is not None, found=found is not None)
    if found and command is Command.RAISE:
        one = Alert(work.new_id(), kind, found.count, found.since, work.now)
        store.add(work.connection, one)
        _record(work, one, Stage.QUIET, command)
    elif stands and command is Command.END:
        store.end(work.connection, stands.id, work.now)
        _record(work, stands, Stage.RAISED, command)
    elif stands and found and (stands.count, stands.since) != (found.count, found.since):
        store.renew(work.connection, stands.id, found.count, found.since)


def _record(work: Work, one: Alert, stage: Stage, command: Command) -> None:
    state, event = ALERT[stage, command]
    facts: dict[str, Any] = {"kind": one.kind.value, "count": one.count}
    work.record(event, subject=("alert", one.id), service_id=NODE_SERVICE, **facts)
    service = work.node.settings.alert_service
    if service:
        since = one.since.isoformat() if one.since else None
        body = {**facts, "state": state.value, "since": since, "alert": str(one.id)}
        _call(work, service, body)


def _call(work: Work, service: str, body: dict[str, Any]) -> None:
    try:
        webhooks.send(work, service, WEBHOOK, body)
    except ServiceUnknown as error:
        log.get("alerts").warning("alert-service-unknown", problem=error.sentence)


def _tell(work: Work, person: Listener) -> None:
    settings = work.node.settings
    if not settings.sends_mail:
        return
    told = store.told(work.connection, person.account_id, work.now - KEPT)
    pause = timedelta(minutes=settings.alert_minutes)
    shown = store.shown(work.connection, person.account_id)
    content = rhythm.message(person, shown, told, work.now, pause=pause)
    if content:
        post(work, person, {kind.value: count for kind, count in content.items()})


def post(work: Work, person: Listener, told: dict[str, int]) -> None:
    """Puts a message to a person into `work`; it leaves once that is committed."""
    one = Mail(work.new_id(), person.account_id, told, MailState.WAITING, 0, "", work.now)
    store.add_mail(work.connection, one)
    work.defer(MAIL, mail_id=str(one.id))
