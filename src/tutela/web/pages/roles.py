"""Roles: what people may do, as sets of permissions; those built in, and the node's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from tutela.platform import separation
from tutela.platform.accounts import roles as service
from tutela.platform.accounts.errors import RoleUnknown
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.service import list_accounts
from tutela.platform.errors import TutelaError
from tutela.platform.permission_words import WORDS
from tutela.platform.permissions import FOR_KEYS, Permission
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.given import Given, Refusal, given, refusal
from tutela.web.pages.proven import is_proven, require_proof
from tutela.web.program import program_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

router = APIRouter(include_in_schema=False)
PATH = "/roles"
ONE = PATH + "/{name}"
Managing = Annotated[Session, Depends(needs(Permission.ACCOUNT_MANAGE))]
Sent = Annotated[Given, Depends(given)]
DONE = {
    "defined": phrase("The role is there. Nobody has it until you give it to somebody."),
    "changed": phrase("The role is changed, for everybody who has it."),
    "ended": phrase("The role has ended."),
}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role, what it grants in words, and who has it."""

    name: str
    own: bool
    about: str
    permissions: frozenset[Permission]
    held_by: tuple[str, ...]

    @property
    def may(self) -> list[str]:
        return [WORDS[one] for one in Permission if one in self.permissions]


@router.get(PATH)
def roles(request: Request, session: Managing, done: str = "") -> Response:
    """Every role, and the rules that none can break."""
    return _all(request, session, notice=DONE.get(done, ""))


@router.post(PATH)
def define(request: Request, session: Managing, sent: Sent) -> Response:
    """Makes a role; nobody has it yet."""
    require_proof(request, session)
    node, name, about = program_of(request).node, sent.one("name"), sent.one("about")
    try:
        service.define(node, session.actor, name, about, sent.many("permissions"))
    except TutelaError as error:
        return _all(request, session, refusal(error, "define", sent))
    return _to(PATH, "defined")


@router.get(ONE)
def role(request: Request, session: Managing, name: str, done: str = "") -> Response:
    """One role of the node's own. Raises RoleUnknown."""
    return _one(request, session, name, notice=DONE.get(done, ""))


@router.post(ONE)
def change(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Gives the role these permissions in place of those it has."""
    require_proof(request, session)
    about, why = sent.one("about"), sent.one("reason")
    try:
        service.change(
            program_of(request).node,
            session.actor,
            name,
            sent.many("permissions"),
            about=about,
            reason=why,
        )
    except TutelaError as error:
        return _one(request, session, name, refusal(error, "change", sent))
    return _to(f"{PATH}/{name}", "changed")


@router.post(ONE + "/end")
def end(request: Request, session: Managing, name: str, sent: Sent) -> Response:
    """Ends a role that nobody has any more."""
    require_proof(request, session)
    try:
        service.end(program_of(request).node, session.actor, name, reason=sent.one("reason"))
    except TutelaError as error:
        return _one(request, session, name, refusal(error, "end", sent))
    return _to(PATH, "ended")


def _all(
    request: Request, session: Session, problem: Refusal | None = None, *, notice: str = ""
) -> Response:
    return templates.page(
        request,
        "roles.html",
        status=problem.status if problem else 200,
        lines=_lines(program_of(request).node, session.actor),
        rules=[*(rule.reason for rule in separation.RULES), separation.KEYS_ONLY],
        rooms=_rooms(),
        proven=is_proven(request, session),
        problem=problem,
        given=problem.given if problem else Given(),
        notice=notice,
    )


def _one(
    request: Request,
    session: Session,
    name: str,
    problem: Refusal | None = None,
    *,
    notice: str = "",
) -> Response:
    lines = _lines(program_of(request).node, session.actor)
    one = next((line for line in lines if line.own and line.name == name), None)
    if one is None:
        raise RoleUnknown(name=repr(name))
    return templates.page(
        request,
        "role.html",
        status=problem.status if problem else 200,
        one=one,
        ticked=problem.given.many("permissions") if problem else tuple(one.permissions),
        rooms=_rooms(),
        proven=is_proven(request, session),
        problem=problem,
        given=problem.given if problem else Given(),
        notice=notice,
    )


def _lines(node: Node, actor: Actor) -> list[RoleLine]:
    people = [one for one in list_accounts(node, actor) if one.disabled_at is None]
    return [
        RoleLine(
            role.name,
            role.own,
            role.about,
            role.permissions,
            tuple(one.name for one in people if role.name in one.roles),
        )
        for role in service.every_role(node, actor)
    ]


def _rooms() -> list[tuple[str, list[tuple[str, str]]]]:
    """The permissions that a person may hold, by the room they are about."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for one, words in WORDS.items():
        if one not in FOR_KEYS:
            rooms.setdefault(one.value.partition(":")[0], []).append((one.value, words))
    return list(rooms.items())


def _to(path: str, done: str) -> Response:
    return RedirectResponse(f"{path}?done={done}", status_code=303)
