"""Reports in words and in JSON. Nothing in the list tells whom a report is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.cli import output
from tutela.reporting import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.redress.informing.model import UserNotice
    from tutela.reporting.model import Report, ReportedItem
    from tutela.reporting.reading import ReportSummary, ReportView
    from tutela.reporting.records import Attempt, DocumentRow, Exchange, Outcome, Receipt


def list_reports(found: Sequence[ReportSummary], nameless: int) -> None:
    """The list for a person."""
    output.table(
        ("report", "recipient", "environment", "items", "state", "standing", "clock"),
        (
            (
                one.row.id,
                one.recipient,
                one.environment.value,
                one.items,
                ("URGENT " if one.row.urgent else "") + one.row.state.value,
                one.standing,
                _clock(one.attempt),
            )
            for one in found
        ),
        empty="No reports. One is drafted for each recipient when an item is confirmed.",
    )
    if nameless:
        output.say("[yellow]{said}[/]", said=sentences.nameless_words(nameless))


def summary_json(one: ReportSummary) -> dict[str, Any]:
    """One line of the list for a program."""
    row = one.row
    return {
        "report": str(row.id),
        "service": row.service_id,
        "recipient": one.recipient,
        "recipient_kind": one.recipient_kind,
        "environment": one.environment.value,
        "kind": row.kind.value,
        "follows": str(row.follows_id) if row.follows_id else None,
        "case": str(row.case_id) if row.case_id else None,
        "state": row.state.value,
        "standing": one.standing,
        "filed": one.filed,
        "urgent": row.urgent,
        "items": one.items,
        "reference": row.reference or None,
        "tries": row.tries,
        "last_error": row.last_error or None,
        "opened_at": row.opened_at,
        "sent_at": row.sent_at,
        "sent_by": row.sent_by_name,
        "filed_at": row.filed_at,
        "lapses_at": one.attempt.lapses_at if one.attempt else None,
        "erase_at": row.erase_at,
        "erased_at": row.erased_at,
    }


def show_report(found: ReportView, nameless: int) -> None:
    """The report for a person."""
    summary = found.summary
    row = summary.row
    output.say("Report [bold]{id}[/] to {recipient} ({environment})", id=row.id,
               recipient=summary.recipient, environment=summary.environment.value)  # fmt: skip
    _standing(summary)
    _about(found)
    if summary.receipt:
        _receipt(summary.receipt)
    if summary.attempt:
        output.say("[yellow]Clock:[/] it lapses {at}. {why}",
                   at=output.minute(summary.attempt.lapses_at), why=sentences.CLOCK)  # fmt: skip
    if nameless:
        output.say("[yellow]{said}[/]", said=sentences.nameless_words(nameless))
    if row.last_error:
        output.say("Last trouble: {why} ({tries})", why=row.last_error,
                   tries=output.counted(row.tries, "try", "tries"))  # fmt: skip
    for problem in found.problems:
        output.say("[red]{sentence}[/] ({path})", sentence=problem.sentence, path=problem.path)
    if found.report:
        _content(found.report)
    else:
        output.say("What it said was erased at {at}.", at=output.minute(row.erased_at))
    _history(found)


def report_json(found: ReportView, nameless: int) -> dict[str, Any]:
    """The report for a program."""
    return {
        **summary_json(found.summary),
        "sentence": found.summary.row.state.sentence,
        "receipt": _receipt_json(found.summary.receipt) if found.summary.receipt else None,
        "nameless": nameless,
        "problems": [
            {"code": one.code, "path": one.path, "sentence": one.sentence} for one in found.problems
        ],
        "reported_items": [_item_json(one) for one in found.report.items] if found.report else [],
        "details": _details(found.report),
        "attempts": [_attempt_json(one) for one in found.attempts],
        "exchanges": [_exchange_json(one) for one in found.exchanges],
        "documents": [_document_json(one) for one in found.documents],
        "outcomes": [_outcome_json(one) for one in found.outcomes],
        "followers": [summary_json(one) for one in found.followers],
    }


def user_notice_json(one: UserNotice | None) -> dict[str, Any] | None:
    """When the user is told of a report, for a program; None where the Centre does not have it."""
    if one is None:
        return None
    return {"state": one.state.value, "due_at": one.due_at, "told_at": one.told_at}


def _standing(summary: ReportSummary) -> None:
    style = "[green]" if summary.filed else "[red]"
    urgent = "[red]URGENT[/]  " if summary.row.urgent else ""
    output.say(urgent + style + "{standing}[/]  {state}: {sentence}", standing=summary.standing,
               state=summary.row.state.value, sentence=summary.row.state.sentence)  # fmt: skip


def _about(found: ReportView) -> None:
    row = found.summary.row
    output.say("{kind}, opened {at}", kind=sentences.KINDS[row.kind].capitalize(),
               at=output.minute(row.opened_at))  # fmt: skip
    if row.case_id:
        output.say("Case {case}", case=row.case_id)
    if row.follows_id:
        output.say("Follows report {id}", id=row.follows_id)
    if row.sent_at:
        output.say("Sent on its way by {who}, {at}", who=row.sent_by_name or "?",
                   at=output.minute(row.sent_at))  # fmt: skip


def _receipt(one: Receipt) -> None:
    output.say("Receipt: {reference} of {at}, from the {environment}, given by {by}",
               reference=one.reference, at=output.minute(one.received_at),
               environment=one.environment.value,
               by=one.recorded_by_name if one.given_by == "person" else "the service")  # fmt: skip


def _content(report: Report) -> None:
    if report.account:
        output.say("About account {account}", account=report.account)
    details = report.details
    output.say("Incident: {kind}, happened {at}", kind=details.incident.value,
               at=output.minute(report.happened_at))  # fmt: skip
    if details.urgent:
        output.say("[red]Imminent danger:[/] {why}", why=details.urgent)
    if details.description:
        output.say("“{text}”", text=details.description)
    for item in report.items:
        output.say("\n[bold]{id}[/]  {name}", id=item.id, name=item.external_id or item.name)
        output.say("  {finding}, {label}; {attach}", finding=item.verdict.finding.value,
                   label=item.verdict.label or "no label", attach=_attached(item))  # fmt: skip
        output.say("  {viewing}", viewing=sentences.VIEWING[item.viewing])


def _attached(item: ReportedItem) -> str:
    if item.attach:
        return "its bytes go along"
    return "fingerprints only" if item.kept else "fingerprints only (its bytes are not kept here)"


def _history(found: ReportView) -> None:
    for attempt in found.attempts:
        output.say("\nAttempt {n}, {at}: {state}{remote}", n=attempt.number,
                   at=output.minute(attempt.started_at), state=sentences.ATTEMPTS[attempt.state],
                   remote=f", number {attempt.remote_id}" if attempt.remote_id else "")  # fmt: skip
    if found.exchanges:
        output.say()
        output.table(
            ("step", "asked", "status", "code", "request id"),
            (
                (one.step, output.minute(one.asked_at), one.http_status or one.problem, one.code,
                 one.request_id)
                for one in found.exchanges
            ),
        )  # fmt: skip
    if found.documents:
        output.say()
        output.table(
            ("document", "bytes", "made"),
            ((one.name, one.size, output.minute(one.made_at)) for one in found.documents),
        )
    for outcome in found.outcomes:
        output.say("\nThe recipient: {what}{item} ({who}, {at}) {reason}", what=outcome.outcome,
                   item=f", item {outcome.item_id}" if outcome.item_id else "",
                   who=outcome.recorded_by_name, at=output.minute(outcome.recorded_at),
                   reason=outcome.reason)  # fmt: skip
    for follower in found.followers:
        output.say("\nFollowed by a {kind}: {id} ({standing})",
                   kind=sentences.KINDS[follower.row.kind], id=follower.row.id,
                   standing=follower.standing)  # fmt: skip


def _clock(attempt: Attempt | None) -> str:
    return f"lapses {output.minute(attempt.lapses_at)}" if attempt else ""


def _details(report: Report | None) -> Any:
    return report.details.model_dump(mode="json", exclude_unset=True) if report else None


def _receipt_json(one: Receipt) -> dict[str, Any]:
    return {
        "environment": one.environment.value,
        "reference": one.reference,
        "given_by": one.given_by,
        "recorded_by": one.recorded_by_name,
        "received_at": one.received_at,
    }


def _item_json(one: ReportedItem) -> dict[str, Any]:
    return {
        "item": str(one.id),
        "id": one.external_id or None,
        "surface": one.surface,
        "sha256": one.digests.sha256 or None,
        "finding": one.verdict.finding.value,
        "label": one.verdict.label or None,
        "viewing": one.viewing.value,
        "viewed": one.viewing.viewed,
        "kept": one.kept,
        "attach": one.attach,
    }


def _attempt_json(one: Attempt) -> dict[str, Any]:
    return {
        "number": one.number,
        "state": one.state.value,
        "remote_id": one.remote_id,
        "started_at": one.started_at,
        "lapses_at": one.lapses_at if one.state.live else None,
        "ended_at": one.ended_at,
    }


def _exchange_json(one: Exchange) -> dict[str, Any]:
    return {
        "exchange": str(one.id),
        "step": one.step,
        "status": one.http_status,
        "code": one.code,
        "request_id": one.request_id or None,
        "problem": one.problem or None,
        "asked_at": one.asked_at,
        "answered_at": one.answered_at,
    }


def _document_json(one: DocumentRow) -> dict[str, Any]:
    return {"name": one.name, "type": one.media_type, "bytes": one.size, "sha256": one.sha256}


def _outcome_json(one: Outcome) -> dict[str, Any]:
    return {
        "found": one.outcome,
        "item": str(one.item_id) if one.item_id else None,
        "reference": one.reference or None,
        "reason": one.reason or None,
        "by": one.recorded_by_name,
        "at": one.recorded_at,
    }
