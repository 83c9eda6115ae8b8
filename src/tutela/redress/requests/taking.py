"""A request is taken in at the authority, without account: whoever asks gets a code."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from tutela.law import draft
from tutela.platform.audit.model import Event
from tutela.platform.codes import code_of, digest, new_code
from tutela.platform.noderole import NodeRole
from tutela.redress.requests import clocks, moves, store
from tutela.redress.requests.given import Given
from tutela.redress.requests.machine import VictimState
from tutela.redress.requests.model import VictimRequest
from tutela.redress.requests.people import ASKER
from tutela.redress.requests.public_errors import AskElsewhere, TooManyRequests

if TYPE_CHECKING:
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret

HOUR: Final = timedelta(hours=1)
MOST_IN_HOUR: Final = 30
_PURPOSE: Final = b"tutela victim request 1\n"
_GIVEN: Final = TypeAdapter(Given)


def take_in(node: Node, given: Given, *, language: str, source: str, token: str = "") -> Secret:
    """Takes a request in; the code by which its asker follows, changes and takes it back.

    `source` is what a flood is bounded by, `token` a secret of the form: the same sent
    twice is one request with one code. Raises AskElsewhere and TooManyRequests.
    """
    require_here(node)
    code = _code(node, token, given) if token else new_code()
    with node.work(ASKER, purpose="ask for reports on known material") as work:
        store.take_turn(work.connection, digest(code.reveal()))
        work.waited()
        if store.by_code(node, work.connection, digest(code.reveal())):
            return code
        if store.from_source(work.connection, source, work.now - HOUR) >= MOST_IN_HOUR:
            raise TooManyRequests
        one = VictimRequest(
            id=work.new_id(),
            number=work.new_id(),
            state=VictimState.RECEIVED,
            asked=given.asked,
            who=given.who,
            preference=given.preference,
            language=language,
            content=given.content,
            received_at=work.now,
            due_at=clocks.due(node.settings, work.now),
            profile=draft.PROFILE,
            centre_id=None,
            passed_at=None,
            answered_at=None,
            answered_by_name="",
            news_at=None,
            problem="",
            erase_at=clocks.kept_until(node.settings, work.now),
            erased_at=None,
        )
        store.add(node, work.connection, one, digest(code.reveal()), source)
        moves.record(
            work,
            Event.VICTIM_REQUEST_RECEIVE,
            one,
            asked=one.asked.value,
            who=one.who.value,
            due_at=one.due_at.isoformat(),
        )
    return code


def _code(node: Node, token: str, given: Given) -> Secret:
    """The same code for the same form with the same content, which only this node can compute."""
    message = _PURPOSE + token.encode() + b"\n" + _GIVEN.dump_json(given)
    return code_of(hmac.digest(node.keys.pseudonym, message, "sha256"))


def require_here(node: Node) -> None:
    """Raises AskElsewhere on a node that is no authority's."""
    if node.identity.role is not NodeRole.AUTHORITY:
        raise AskElsewhere
