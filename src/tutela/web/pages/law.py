"""The law this node goes by: profiles, what they permit, deadlines, and procedures as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Request

from tutela.casework.machine import ITEM
from tutela.law import catalogue, machines
from tutela.law.describe import describe
from tutela.platform.accounts.model import Session
from tutela.platform.errors import NotFound
from tutela.platform.permissions import Permission
from tutela.texts.phrase import listed, phrase, word
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import duration
from tutela.web.program import program_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from tutela.law.machine import Machine

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.LAW_READ))]

# This node's own procedure stands beside those of the Regulation.
PROCEDURES: tuple[Machine[Any], ...] = (ITEM, *machines.ALL)
SURFACES = ("communication", "hosting", "access")
PROPOSAL = "COM(2022) 209"
DRAFT = phrase(
    "This procedure rests on {source}, a draft that is not in force. What runs on it is a "
    "simulation.",
    source=PROPOSAL,
)


class ProfileUnknown(NotFound):
    """There is no legal profile of that name. The page on the law lists those there are."""

    code = "law-profile-unknown"


class ProcedureUnknown(NotFound):
    """There is no procedure of that name. The page on the law lists those there are."""

    code = "procedure-unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a procedure in words; an empty text says nothing."""

    start: str
    command: str
    target: str
    who: str
    condition: str
    clocks: str
    source: str


@router.get("/law")
def law(request: Request, session: Reading) -> Response:  # noqa: ARG001 - the lock
    """The profiles and the procedures."""
    now = program_of(request).node.clock.now()
    return templates.page(
        request,
        "law.html",
        profiles=[describe(one, now) for one in catalogue.all_profiles()],
        chosen=catalogue.DEFAULT,
        now=now,
        procedures=[
            (one.name, one.title, len(one.states), _rests_on_draft(one)) for one in PROCEDURES
        ],
    )


@router.get("/law/procedures/{name}")
def procedure(request: Request, session: Reading, name: str) -> Response:  # noqa: ARG001
    """One procedure as a table: from where, by whom, under which condition, to where."""
    found = next((one for one in PROCEDURES if one.name == name), None)
    if found is None:
        raise ProcedureUnknown
    return templates.page(
        request,
        "procedure.html",
        procedure=found,
        finals=sorted(str(state) for state in found.finals),
        steps=_steps(found),
        draft=DRAFT if _rests_on_draft(found) else "",
    )


@router.get("/law/{name}")
def profile(request: Request, session: Reading, name: str) -> Response:  # noqa: ARG001
    """One profile: what it permits, its deadlines and its sources."""
    found = next((one for one in catalogue.all_profiles() if one.id == name), None)
    if found is None:
        raise ProfileUnknown
    now = program_of(request).node.clock.now()
    return templates.page(
        request,
        "profile.html",
        profile=describe(found, now),
        surfaces=SURFACES,
        duration=duration,
        now=now,
    )


def _rests_on_draft(found: Machine[Any]) -> bool:
    """Whether any of its sources is the proposal, which is not in force."""
    return any(PROPOSAL in source for source in found.sources)


def _steps(found: Machine[Any]) -> list[Step]:
    return [
        Step(
            start=str(start),
            command=command.replace("-", " "),
            target=str(move.target),
            who=listed(word(one) for one in sorted(move.actors)),
            condition=found.guards[move.guard] if move.guard else "",
            clocks=", ".join(f"{one.effect.value} {one.clock}" for one in move.clocks),
            source=move.source,
        )
        for (start, command), move in found.moves.items()
    ]
