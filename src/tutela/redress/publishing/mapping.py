"""From our statement of reasons to the record of the Transparency Database. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tutela.redress.notices.model import NoticeKind
from tutela.redress.publishing import words
from tutela.redress.statements.model import Content, Facts, Ground, Kind, Trigger

if TYPE_CHECKING:
    from tutela.redress.publishing.model import Terms


def goes(facts: Facts) -> bool:
    """Whether there is anything to publish: the database takes restrictions, not their ends."""
    return facts.kind.restricts


def record(facts: Facts, terms: Terms) -> dict[str, Any]:
    """The record of a restriction, all but its name there. Its texts are fixed sentences, and the
    grounds and address that the operator set for the service.
    """
    made = {
        **_measure(facts),
        "content_type": [words.TYPE[facts.content]],
        "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
        "territorial_scope": list(facts.territory or terms.territory),
        "content_date": _day(facts.put_at),
        "application_date": _day(facts.at),
        "decision_facts": _told(facts),
        "source_type": words.SOURCE[facts.trigger],
        "automated_detection": "Yes" if facts.automated else "No",
        "automated_decision": _decided(facts.kind),
        **_keywords(facts),
        **_ground(facts, terms),
    }
    if facts.content is Content.FILE:
        made["content_type_other"] = words.FILE
    if terms.terms_url:
        made["decision_ground_reference_url"] = terms.terms_url
    return made


def _measure(facts: Facts) -> dict[str, Any]:
    """What was restricted, of the content or of the account, and until when."""
    if facts.suspends:
        ends = {"end_date_account_restriction": _day(facts.until)} if facts.until else {}
        return {"decision_account": "DECISION_ACCOUNT_SUSPENDED", **ends}
    made: dict[str, Any] = {"decision_visibility": [words.VISIBILITY[facts.kind]]}
    if facts.kind is Kind.KEPT and facts.until:
        made["end_date_visibility_restriction"] = _day(facts.until)
    if facts.closes_account:
        made["decision_account"] = "DECISION_ACCOUNT_TERMINATED"
    return made


def sample(ground: Ground, terms: Terms) -> dict[str, Any]:
    """A record of nothing that happened, to try the terms in."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    facts = Facts(
        kind=Kind.REMOVAL,
        trigger=Trigger.DETECTION,
        ground=ground,
        finding=None,
        content=Content.PICTURE,
        service="",
        put_at=day,
        at=day,
        until=None,
        complain_until=day,
        basis="",
        terms_clause="",
        contact="",
    )
    return {**record(facts, terms), "puid": "sample"}


def _decided(kind: Kind) -> str:
    # A hold is the one restriction that no person decides before it takes effect.
    alone = kind is Kind.HOLD
    return "AUTOMATED_DECISION_FULLY" if alone else "AUTOMATED_DECISION_NOT_AUTOMATED"


def _told(facts: Facts) -> str:
    closed = [words.CLOSED] if facts.closes_account else []
    also = [words.ALSO[one] for one in facts.also]
    by_terms = facts.kind is Kind.REMOVAL and facts.ground is Ground.TERMS
    decided = words.AGAINST_TERMS_REMOVED if by_terms else words.DECIDED[facts.kind]
    return " ".join([words.FOUND[facts.trigger], *also, decided, *closed])


def _keywords(facts: Facts) -> dict[str, Any]:
    if facts.kind is Kind.KEPT:
        return _other(words.UNSURE_KEYWORD)
    offence = facts.offence or NoticeKind.MATERIAL
    if offence in words.OFFENCE_KEYWORDS:
        return _other(words.OFFENCE_KEYWORDS[offence])
    return {"category_specification": [words.KEYWORDS[offence]]}


def _other(said: str) -> dict[str, Any]:
    return {
        "category_specification": ["KEYWORD_OTHER"],
        "category_specification_other": said,
    }


def _ground(facts: Facts, terms: Terms) -> dict[str, str]:
    if facts.suspends:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": words.SUSPENSION_GROUND,
            "illegal_content_explanation": f"{words.FREQUENT} {words.ILLEGAL}",
        }
    offence = facts.offence or NoticeKind.MATERIAL
    about_material = offence is NoticeKind.MATERIAL
    if facts.ground is Ground.ILLEGAL:
        # What the operator cites is the law on material; of the other offences it is not.
        cited = terms.legal_ground or words.LEGAL_GROUND
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": cited if about_material else words.OFFENCE_GROUND,
            "illegal_content_explanation": words.OFFENCES[offence],
        }
    against = words.AGAINST_TERMS if about_material else words.OFFENCE_AGAINST_TERMS
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": terms.terms_ground or words.TERMS_GROUND,
        "incompatible_content_explanation": against,
    }


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
