"""Who hosts an address: by registration data that somebody supplies, or as a person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tutela.hotline import moves, rdap, store, taking
from tutela.hotline.errors import HotlineCountryInvalid, RegistrationInvalid
from tutela.hotline.rdap import Registration
from tutela.platform.audit.canonical import instant_text
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.reporting.words import one_line

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

MOST: Final = 50
LONGEST_NAME: Final = 200
ADD_HOST: Final = "add-host"
RDAP: Final = "rdap"
SAID: Final = "person"


def supply(node: Node, actor: Actor, case_id: UUID, text: str) -> Registration:
    """Takes registration data in as RDAP has it (RFC 9083), and says what it says.

    What is said later counts; what was said before stays to be seen. Raises RegistrationInvalid,
    HotlineCaseUnknown and HotlineErased.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    found = rdap.read(text)
    if not (found.name or found.handle or found.country or found.abuse):
        raise RegistrationInvalid(problem="it says nothing of who hosts it")
    _add(node, actor, case_id, found, RDAP)
    return found


def say(node: Node, actor: Actor, case_id: UUID, *, name: str, country: str, contact: str) -> None:
    """Takes in what a person found out of who hosts it: a name, a country, an abuse contact.

    Raises RegistrationInvalid, HotlineCountryInvalid, HotlineCaseUnknown and HotlineErased.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    if country and not rdap.is_country(country):
        raise HotlineCountryInvalid(country=country[:LONGEST_NAME])
    if contact and not rdap.is_mail(contact):
        raise RegistrationInvalid(problem="the contact is no address for e-mail")
    try:
        called = one_line(name.strip())
    except ValueError:
        called = ""
    if not 0 < len(called) <= LONGEST_NAME:
        raise RegistrationInvalid(problem="say in one line who hosts it")
    _add(node, actor, case_id, Registration("", called, country, contact), SAID)


def _add(node: Node, actor: Actor, case_id: UUID, found: Registration, source: str) -> None:
    with node.work(actor, purpose="write down who hosts an address") as work:
        one = moves.locked(work, case_id)
        content = one.content
        hosts: list[dict[str, Any]] = content["hosts"]
        if len(hosts) >= MOST:
            raise RegistrationInvalid(problem=f"this case has {MOST} of them already")
        said = {"source": source, "by_name": actor.name, "at": instant_text(work.now)}
        hosts.append(found.to_json() | said)
        country = found.country or one.line.country
        sealed = taking.sealed(one.seal, content)
        store.save(work.connection, case_id, content=sealed, country=country)
        moves.record(work, Event.HOTLINE_HOST, case_id, source=source, country=country)
