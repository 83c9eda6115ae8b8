"""What the tables and rows of published figures are called, for anybody. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory.dsa import STATES
from tutela.observatory.forest import (
    CLOSED,
    COMMUNICATIONS,
    ELSEWHERE,
    FOUND,
    FOUND_THERE,
    LEFT,
    LOOKED_AT,
    MEASURES,
    NOT_LOOKED_AT,
    NOTICE_OUTCOMES,
    NOTICES,
    REST,
    SCANNED,
)
from tutela.observatory.model import Kind
from tutela.observatory.store_complaints import WAITING
from tutela.observatory.store_found import OPEN, RIGHT, UNREVIEWED, WRONG
from tutela.observatory.store_notices import OTHERS, TRUSTED
from tutela.texts.phrase import country, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

PAPERS: Final[Mapping[Kind, str]] = {
    Kind.DSA: phrase("Transparency report under the Digital Services Act"),
    Kind.INTERIM: phrase("Report under the interim Regulation on private communication"),
}
ACT, INFORM = "orders-to-act", "orders-to-inform"
COMPLAINTS, DISPUTES, REPORTS = "complaints", "disputes", "reports"
# What each table counts; its first row is the total.
TABLES: Final[Mapping[str, tuple[str, str]]] = {
    FOUND: (
        phrase("What was found"),
        phrase("What a program marked, and what people who looked at it then said."),
    ),
    FOUND_THERE: (
        phrase("What was found in private communication"),
        phrase("What a program marked there, and what people who looked at it then said."),
    ),
    SCANNED: (
        phrase("What was looked at by a program"),
        phrase("How many items came in, and how many of them no program could look at."),
    ),
    MEASURES: (
        phrase("What was kept from view or removed"),
        phrase("What the service did by itself, without an order or a notice."),
    ),
    NOTICES: (
        phrase("Notices from outside"),
        phrase("How often somebody told the service that something is illegal."),
    ),
    NOTICE_OUTCOMES: (
        phrase("What became of the notices"),
        phrase("What people decided on them."),
    ),
    ACT: (
        phrase("Orders to act against something"),
        phrase("By the country of the authority."),
    ),
    INFORM: (
        phrase("Orders to give information"),
        phrase("By the country of the authority."),
    ),
    COMPLAINTS: (
        phrase("Complaints of users and of those who gave notice"),
        phrase("What people who looked at the decision again said about it."),
    ),
    DISPUTES: (
        phrase("Disputes before a body out of court"),
        phrase("What the body decided."),
    ),
    REPORTS: (
        phrase("Reports to authorities"),
        phrase("By what the report began with."),
    ),
}
_ALL: Final = phrase("all of it")
_KINDS: Final[Mapping[str, str]] = {
    "known": phrase("known pictures and films"),
    "new": phrase("new pictures and films"),
    "solicitation": phrase("approaches to children"),
}
_JUDGED: Final[Mapping[str, str]] = {
    COMMUNICATIONS: phrase("in private communication"),
    ELSEWHERE: phrase("elsewhere"),
    RIGHT: phrase("people confirmed it"),
    WRONG: phrase("people found that it is not abuse"),
    OPEN: phrase("people are not sure"),
    UNREVIEWED: phrase("no person has looked at it"),
}
_STILL: Final = phrase("not decided yet")
_OTHER: Final = phrase("something else")
_ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    FOUND: {**_KINDS, **_JUDGED},
    FOUND_THERE: {**_KINDS, **_JUDGED},
    SCANNED: {
        "communication": phrase("private communication"),
        "hosting": phrase("what users put up"),
        "access": phrase("access to the internet"),
        LOOKED_AT: phrase("looked at"),
        NOT_LOOKED_AT: phrase("could not be looked at"),
    },
    MEASURES: {
        "illegal": phrase("because it is illegal"),
        "terms": phrase("because the terms do not allow it"),
        "hold": phrase("kept from view until a person decides"),
        "kept": phrase("kept from view for a time"),
        "removal": phrase("removed"),
        CLOSED: phrase("the account was closed as well"),
        LEFT: phrase("the account stayed open"),
    },
    NOTICES: {
        TRUSTED: phrase("from trusted flaggers"),
        OTHERS: phrase("from anybody else"),
        REST: _OTHER,
    },
    NOTICE_OUTCOMES: {
        "acted-law": phrase("acted on, because it is illegal"),
        "acted-terms": phrase("acted on, because the terms do not allow it"),
        "not-found": phrase("nothing was there any more"),
        "not-illegal": phrase("not illegal, and within the terms"),
        "duplicate": phrase("somebody had told of it before"),
        "passed-on": phrase("passed on to whom it concerns"),
        WAITING: _STILL,
        REST: _OTHER,
    },
    COMPLAINTS: {
        "upheld": phrase("the decision stands"),
        "partly-reversed": phrase("the decision was changed in part"),
        "reversed": phrase("the decision was changed"),
        WAITING: _STILL,
        REST: _OTHER,
    },
    DISPUTES: {
        "upheld": phrase("the decision stands"),
        "reversed": phrase("the decision was changed"),
        "dismissed": phrase("the body did not decide"),
        WAITING: _STILL,
        REST: _OTHER,
    },
    REPORTS: {**_KINDS, REST: _OTHER},
}
_STATES: Final = {**{one: country(one) for one in STATES}, REST: phrase("another country")}
MEDIANS: Final[Mapping[str, str]] = {
    "notices-hours": phrase("From a notice to the decision on it"),
    "complaints-hours": phrase("From a complaint to the decision on it"),
}


def row(table: str, name: str) -> str:
    """What a row is called by the last name of its path; the first row is the total.

    A name that we have no words for, as one that another program gave, stands for itself.
    """
    if name == table:
        return _ALL
    known = _STATES if table in (ACT, INFORM) else _ROWS.get(table, {})
    return known.get(name, name)


def kind(name: str) -> str:
    """What was found, by its name."""
    return _KINDS.get(name, name)


def place(name: str) -> str:
    """Where it was found, by its name."""
    return _JUDGED.get(name, name)
