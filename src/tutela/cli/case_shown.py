"""A case in words and in JSON: facts and matches, never a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.casework.claims.model import NoteKind
from tutela.cli import output

if TYPE_CHECKING:
    from tutela.casework.claims.model import Note
    from tutela.casework.model import Case, CaseItem, Decision, MatchFact, OtherCase


UNNAMED = {"notice": "several places"}


def show_case(found: Case) -> None:
    """The case for a person."""
    summary = found.summary
    subject = summary.named or UNNAMED.get(summary.subject_kind, "an unknown account")
    output.say("Case [bold]{id}[/] on {service}, about {subject}",
               id=summary.id, service=summary.service_id, subject=subject)  # fmt: skip
    output.say("{state}, opened {at}", state=summary.state, at=output.minute(summary.opened_at))
    if summary.waits:
        reasons = (
            "; ".join(one.words for one in summary.priority.reasons) or "no reason but its age"
        )
        output.say("Priority {points}: {reasons}",
                   points=summary.priority.points, reasons=reasons)  # fmt: skip
    if found.predecessor_id:
        output.say("Goes on from case {case}", case=found.predecessor_id)
    if summary.claim.by_name:
        output.say("{who} works on it until {until}",
                   who=summary.claim.by_name, until=output.minute(summary.claim.until))  # fmt: skip
    for item in found.items:
        _item(item)
    if found.part.next:
        last = found.part.first + len(found.items) - 1
        output.say("\nItems {first} to {last} of {of}, those that wait first. Go on: "
                   "tutela case show {case} --after {next}", first=found.part.first, last=last,
                   of=found.part.of, case=summary.id, next=found.part.next)  # fmt: skip
    for group in found.groups:
        output.say("\nNearly the same look (within {radius} of 256 bits): {items}",
                   radius=group.radius,
                   items=", ".join(str(one) for one in group.items))  # fmt: skip
    for other in found.others:
        output.say("\nAnother case about the same: {case}, {state}, opened {at}",
                   case=other.id, state=other.state, at=output.minute(other.opened_at))  # fmt: skip
    for note in found.notes:
        _note(note)


def _note(note: Note) -> None:
    if note.kind is not NoteKind.SKIP:  # why somebody left it is for them and the seniors
        output.say("\n  {at} {who} ({kind}): {words}", at=output.minute(note.at),
                   who=note.by_name, kind=note.kind.value, words=note.words)  # fmt: skip


def _item(item: CaseItem) -> None:
    output.say("\n[bold]{id}[/]  {verdict}, {state}",
               id=item.id, verdict=item.verdict, state=item.state)  # fmt: skip
    output.say("  {name} on {surface}, {size}", name=item.external_id or "no name",
               surface=item.surface, size=output.counted(item.size, "byte"))  # fmt: skip
    if item.film:
        output.say("  film: {facts}", facts=", ".join(item.film.words))
    for match in item.matches:
        _match(match)
    if item.hold and not item.hold.ended_at:
        due = output.minute(item.hold.due_at)
        output.say("  held until looked at; clock ends {due}", due=due)
    if item.circumstance:
        whose = " The account seems to be the child's." if item.childs_account else ""
        output.say("  [yellow]{said}[/]{whose}", said=item.circumstance.sentence, whose=whose)
    if item.restoration_proposed:
        output.say("  [yellow]restoration proposed: the indicator was wrong[/]")
    for one in item.decisions:
        _decision(one)


def _match(match: MatchFact) -> None:
    output.say(
        "  {how} of {scheme}:{label} in {bank} from {source}{far}{gone}",
        how=_how(match),
        scheme=match.scheme,
        label=match.label,
        bank=match.bank,
        source=", ".join((match.source, *match.beside)),
        far=f", distance {match.distance}" if match.distance is not None else "",
        gone=(f", contested by {match.contested_by}" if match.contested_by else "")
        + (f", withdrawn: {match.withdrawn}" if match.withdrawn else ""),
    )


def _how(match: MatchFact) -> str:
    if match.exact:
        return "exact hit"
    return "hit by one digest or address" if match.distance is None else "near hit"


def _decision(one: Decision) -> None:
    output.say(
        "  {at} {who}: {finding} ({state}, {seen}{second}{back}): {reason}{ban}",
        at=output.minute(one.decided_at),
        who=one.decided_by_name,
        finding=one.finding.value,
        state=one.state.value,
        seen=one.seen.value,
        second=f", second person {one.second_by_name}" if one.second_by_name else "",
        back=", reverses an earlier decision" if one.reverses_id else "",
        reason=one.reason,
        ban=f"; proposes a ban: {one.account_reason}" if one.account_reason else "",
    )


def case_json(found: Case) -> dict[str, Any]:
    """The case for a program."""
    return {
        **found.summary.to_json(),
        "scheme": found.scheme,
        "predecessor": found.predecessor_id,
        "groups": [
            {"items": [str(one) for one in group.items], "radius": group.radius}
            for group in found.groups
        ],
        "other_cases": [_other_json(one) for one in found.others],
        "items": [_item_json(one) for one in found.items],
        "first": found.part.first,
        "next": str(found.part.next) if found.part.next else None,
        "notes": [_note_json(one) for one in found.notes if one.kind is not NoteKind.SKIP],
    }


def _other_json(one: OtherCase) -> dict[str, Any]:
    return {
        "case": str(one.id),
        "state": one.state,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "items": dict(one.items),
    }


def _note_json(note: Note) -> dict[str, Any]:
    return {
        "note": str(note.id),
        "kind": note.kind.value,
        "words": note.words,
        "by": note.by_name,
        "at": note.at,
    }


def _item_json(item: CaseItem) -> dict[str, Any]:
    return {
        "item": str(item.id),
        "id": item.external_id,
        "surface": item.surface,
        "verdict": item.verdict,
        "state": item.state,
        "restricted": item.restricted,
        "restoration_proposed": item.restoration_proposed,
        "circumstance": item.circumstance,
        "childs_account": item.childs_account,
        "sha256": item.sha256,
        "film": item.film.film.to_json() if item.film else None,
        "evidence": str(item.evidence_id) if item.evidence_id else None,
        "views": item.views,
        "hold_due_at": item.hold.due_at if item.hold and not item.hold.ended_at else None,
        "matches": [_match_json(one) for one in item.matches],
        "decisions": [_decision_json(one) for one in item.decisions],
        "actions": [{"action": kind, "delivery": state} for kind, state in item.actions],
    }


def _match_json(match: MatchFact) -> dict[str, Any]:
    return {
        "bank": match.bank,
        "exact": match.exact,
        "distance": match.distance,
        "label": f"{match.scheme}:{match.label}",
        "source": match.source,
        "other_sources": match.beside,
        "indicator": str(match.indicator_id),
        "batch": str(match.batch_id),
        "contested_by": match.contested_by or None,
        "profile": match.profile,
        "withdrawn": match.withdrawn or None,
    }


def _decision_json(one: Decision) -> dict[str, Any]:
    return {
        "decision": str(one.id),
        "finding": one.finding.value,
        "label": f"{one.scheme}:{one.label}" if one.label else None,
        "state": one.state.value,
        "seen": one.seen.value,
        "by": one.decided_by_name,
        "second": one.second_by_name,
        "reason": one.reason,
        "account_action": one.account_action.value,
        "account_reason": one.account_reason or None,
        "account_lifted_at": one.account_lifted_at,
        "at": one.decided_at,
        "reverses": str(one.reverses_id) if one.reverses_id else None,
    }
