"""A case: what was found, who decided what, and the forms to decide, second and reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from tutela.casework import decisions
from tutela.casework.errors import CaseUnknown, MarkUnreadable
from tutela.casework.machine import ItemState
from tutela.casework.queue import show_case
from tutela.law.model import Finding
from tutela.platform.accounts.model import Session
from tutela.platform.errors import TutelaError
from tutela.platform.permissions import Permission
from tutela.redress.flags.deciding import of_case as flags_of
from tutela.redress.notices.deciding import of_case as notices_of
from tutela.texts.phrase import phrase
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages import drafts
from tutela.web.pages.case_children import children_panel
from tutela.web.pages.case_claim import claim_panel
from tutela.web.pages.case_legal import legal_panel
from tutela.web.pages.case_reports import case_panel
from tutela.web.pages.case_statements import told_panel
from tutela.web.pages.case_view import case_view
from tutela.web.pages.drafts import DECIDE, REVERSE, SECOND, Draft, sent
from tutela.web.pages.flags import line_of_flag
from tutela.web.pages.given import Given
from tutela.web.pages.notice_view import view_of
from tutela.web.program import program_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutela.casework.decisions import Decided
    from tutela.web.pages.case_gathered import GroupView
    from tutela.web.pages.case_view import ItemView
    from tutela.web.pages.drafts import Problem
    from tutela.web.pages.given import Refusal

router = APIRouter(include_in_schema=False)
PURPOSE = phrase("review the case")
PATH = "/cases/{case_id:uuid}"

Reading = Annotated[Session, Depends(needs(Permission.CASE_READ))]
Deciding = Annotated[Session, Depends(needs(Permission.CASE_DECIDE))]
Seconding = Annotated[Session, Depends(needs(Permission.CASE_SECOND))]
Reversing = Annotated[Session, Depends(needs(Permission.CASE_REVERSE))]
Sent = Annotated[Draft, Depends(sent)]

# What a page says after a form was taken, by the word in its address; no other word is repeated.
DONE = {
    "decided": phrase("Your decision is recorded and takes effect."),
    "passed": phrase("It is left to another person. You cannot decide it now."),
    "proposed": phrase("Your decision is recorded. It takes effect once a second person agrees."),
    "partly": phrase(
        "Your decision is recorded. On some items it takes effect once a second person agrees."
    ),
    "agreed": phrase("You agreed: the decision takes effect."),
    "declined": phrase("You declined: the items wait for a decision again."),
    "reversed": phrase("The decision is reversed. Both stay visible here for good."),
    "marked": phrase(
        "What you said of it stands with the items. A second person must agree to decisions."
    ),
    "unmarked": phrase("The mark is off. Two people still decide."),
    "asked": phrase("Another person must agree first. It waits under Requests."),
    "taken": phrase("The case is yours while you work on it."),
    "given": phrase("The case is with the person you named."),
    "commented": phrase("Your comment is kept with the case."),
    "assessed": phrase("What you found is recorded."),
    "danger": phrase("The danger is recorded. Tell the authority now, then record whom you told."),
    "held": phrase("The case is under legal hold: nothing erases what is kept for it."),
    "told": phrase("Whom you told is recorded."),
    "withheld": phrase("What the user is told is held back until then. It leaves by itself."),
    "released": phrase("Nothing is held back any more: what waited is on its way."),
}


@router.get(PATH)
def case(
    request: Request, session: Reading, case_id: UUID, done: str = "", tick: str = ""
) -> Response:
    """The case; the look is recorded. `tick` ticks all items that wait, or a group of them."""
    return page(request, session, case_id, notice=DONE.get(done, ""), tick=tick)


@router.post(PATH + "/decide")
def decide(request: Request, session: Deciding, case_id: UUID, draft: Sent) -> Response:
    """Records a finding on the ticked items."""

    def act() -> Sequence[Decided]:
        node, items = program_of(request).node, draft.item_ids()
        return decisions.decide(node, session.actor, case_id, draft.judgement(), item_ids=items)

    return _taken(request, session, case_id, DECIDE, draft, act, "decided")


@router.post(PATH + "/second")
def second(request: Request, session: Seconding, case_id: UUID, draft: Sent) -> Response:
    """A second person agrees with what was proposed of the ticked items, or declines."""

    def act() -> Sequence[Decided]:
        node, items, agree = program_of(request).node, draft.item_ids(), draft.agrees()
        return decisions.second(
            node,
            session.actor,
            case_id,
            agree=agree,
            reason=draft.reason,
            seen_at_platform=draft.seen,
            item_ids=items,
        )

    word = "agreed" if draft.answer == "agree" else "declined"
    return _taken(request, session, case_id, SECOND, draft, act, word)


@router.post(PATH + "/reverse")
def reverse(request: Request, session: Reversing, case_id: UUID, draft: Sent) -> Response:
    """Reverses the decision in force on one item."""

    def act() -> Sequence[Decided]:
        node, [item] = program_of(request).node, draft.item_ids()[:1]
        return [decisions.reverse(node, session.actor, case_id, item, draft.judgement())]

    return _taken(request, session, case_id, REVERSE, draft, act, "reversed")


def _taken(
    request: Request,
    session: Session,
    case_id: UUID,
    form: str,
    draft: Draft,
    act: Callable[[], Sequence[Decided]],
    word: str,
) -> Response:
    """Goes on to the case once `act` is done; what it refuses comes back with the input."""
    try:
        made = act()
    except CaseUnknown:
        raise
    except TutelaError as error:
        return page(request, session, case_id, problem=drafts.problem(error, form), draft=draft)
    if all(one.state is ItemState.UNSURE for one in made):
        word = "passed"
    seconding = sum(one.state is ItemState.SECONDING for one in made)
    if seconding:
        word = "proposed" if seconding == len(made) else "partly"
    # A reversal that waits for a second person does so in the successor of a closed case.
    return RedirectResponse(f"/cases/{made[0].case_id}?done={word}", status_code=303)


def page(
    request: Request,
    session: Session,
    case_id: UUID,
    *,
    notice: str = "",
    problem: Problem | None = None,
    draft: Draft | None = None,
    refused: Refusal | None = None,
    tick: str = "",
) -> Response:
    """The case's page. `refused` is one of its forms for reports and threats, with its input."""
    node, actor = program_of(request).node, session.actor
    after = _after(request)
    found = show_case(node, actor, case_id, purpose=PURPOSE, after=after)
    view = case_view(node, actor, found)
    forms = {
        DECIDE: Draft(items=_ticked(view.to_decide, tick, view.groups)),
        SECOND: Draft(items=_ticked(view.to_second, tick)),
        REVERSE: Draft(),
    }
    if problem and draft:
        forms[problem.form] = draft
    wrong = refused or problem
    return templates.page(
        request,
        "case.html",
        status=wrong.status if wrong else 200,
        case=view,
        here=f"?after={after}" if after else "",
        notice=notice,
        problem=wrong,
        drafts=forms,
        panel=case_panel(
            node, actor, case_id, view.service, confirmed=found.confirmed, now=node.clock.now()
        ),
        legal=legal_panel(node, actor, case_id),
        told=told_panel(node, actor, case_id),
        claim=claim_panel(actor, found, node.clock.now()),
        given=refused.given if refused else Given(),
        finding=Finding,
        flags=[line_of_flag(one, node.clock.now()) for one in flags_of(node, actor, case_id)],
        noticed=[view_of(one, (), node.clock.now()) for one in notices_of(node, actor, case_id)],
        children=children_panel(actor, view.items),
        may_reverse=actor.may(Permission.CASE_REVERSE),
        may_take_next=actor.may(Permission.CASE_DECIDE),
        may_open=actor.may(Permission.EVIDENCE_OPEN),
        may_read_banks=actor.may(Permission.BANK_READ),
    )


def _after(request: Request) -> UUID | None:
    """The item behind which this part of the case begins. Raises MarkUnreadable."""
    given = request.query_params.get("after", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise MarkUnreadable from None


def _ticked(
    items: Sequence[ItemView], tick: str, groups: Sequence[GroupView] = ()
) -> tuple[str, ...]:
    """A single item is ticked already; of several, the person says which: all, or a group."""
    if tick == "all" or len(items) == 1:
        return tuple(str(item.fact.id) for item in items[: decisions.MOST])
    return tuple(str(one) for group in groups if group.tick == tick for one in group.items)
