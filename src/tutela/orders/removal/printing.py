"""Papers of removal orders as PDF: Annex IV as a court signs it, what it says later, Annexes V and
VI as a provider answers. They say what the JSON says; only that is signed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tutela.federation import signing
from tutela.law.draft import SENTENCE
from tutela.orders.removal import papers
from tutela.orders.removal.errors import PaperUnreadable, PaperUnset
from tutela.orders.removal.model import NOT_QUALIFIED, Hindrance, Outcome
from tutela.platform.typesetting import setting
from tutela.platform.typesetting.signs import code, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.orders.removal.model import Removal
    from tutela.orders.removal.papers import Order, Request, Word

TEMPLATE: Final = "removal.typ"
_HINDERED: Final = {
    Hindrance.IMPOSSIBLE.value: "It cannot be carried out: force majeure, or factually impossible",
    Hindrance.UNCLEAR.value: "It has manifest errors, or says too little",
}
_OUTCOMES: Final = {
    Outcome.REMOVED.value: "Removed in all Member States",
    Outcome.DISABLED.value: "Access disabled in all Member States",
}


def document(paper: object) -> bytes:
    """The PDF of a request, an order, or a court's later word. Raises PaperUnreadable and
    PaperUnset.
    """
    kind = paper.get("tutela") if isinstance(paper, dict) else None
    if kind == "removal-request":
        asked = papers.read_request(paper)
        return _set(
            "Request for a removal order", asked, _asked(asked), _reasons(asked), asked.made_at
        )
    if kind == "removal-order":
        order, signature = papers.read_order(paper)
        parts = [*_reasons(order.request), _part("Redress", [order.redress])]
        rows = [*_asked(order.request), *_ordered(order, signature)]
        return _set("Removal order", order.request, rows, parts, order.issued_at, signed=True)
    if kind == "removal-word":
        word, signature = papers.read_word(paper)
        return _word(word, signature)
    raise PaperUnreadable(problem="it is none that can be set")


def answer(one: Removal, now: datetime) -> bytes | None:
    """What the provider answered: Annex VI, or before that Annex V; None before either."""
    if not one.request or not (one.report or one.hindrance):
        return None
    request = papers.read_request(one.request)
    rows = [
        ("Order", str(request.id), True),
        ("Received", _minute(one.line.received_at or now), False),
    ]
    if one.report:
        rows += [
            ("What was done", _OUTCOMES[one.report["outcome"]], False),
            ("When", _minute(datetime.fromisoformat(one.report["at"])), False),
        ]
        return _set("Execution of a removal order", request, [*_who(request), *rows], [], now)
    rows.append(("What hinders", _HINDERED[one.hindrance["what"]], False))
    parts = [_part("Explanation", [one.hindrance["words"]])]
    title = "A removal order that cannot be carried out yet"
    return _set(title, request, [*_who(request), *rows], parts, now)


def _word(word: Word, signature: bytes) -> bytes:
    rows = [
        ("Order", str(word.order), True),
        ("Court", word.court, False),
        ("Said", f"{word.kind.value}, {_minute(word.said_at)}", False),
        ("More days untold", str(word.days), False),
        *_key(word.key, signature),
    ]
    title = "A court's word about a removal order"
    return _typeset(
        title, str(word.order), rows, [_part("Words", [word.words])], word.said_at, signed=True
    )


def _who(request: Request) -> list[tuple[str, str, bool]]:
    return [
        ("Authority", request.authority_name, False),
        ("Provider", request.provider_name, False),
        ("Service", request.service, False),
    ]


def _asked(request: Request) -> list[tuple[str, str, bool]]:
    secret = f"{request.days} days. {request.days_reason}" if request.days else "they are told"
    return [
        *_who(request),
        ("Found to be", "\n".join(str(one.words) for one in request.definitions), False),
        ("Language", request.language, False),
        ("Users", secret, False),
        ("Asked for", _minute(request.made_at), False),
    ]


def _ordered(order: Order, signature: bytes) -> list[tuple[str, str, bool]]:
    return [
        ("Court", f"{order.court} ({order.member_state})", False),
        ("Issued", _minute(order.issued_at), False),
        ("To be brought until", _minute(order.valid_until), False),
        ("To be carried out", "within 24 hours of receipt, in all Member States", False),
        ("Digest", papers.digest(order), True),
        *_key(order.key, signature),
    ]


def _key(key: bytes, signature: bytes) -> list[tuple[str, str, bool]]:
    return [
        ("Key's code", signing.code_of(key), True),
        ("Signature", signing.text(signature), True),
    ]


def _reasons(request: Request) -> list[dict[str, Any]]:
    return [
        _part("What it names", [code(one) for one in request.targets], listed=True),
        _part("Reasons", [request.reasons]),
    ]


def _part(title: str, lines: Sequence[str], *, listed: bool = False) -> dict[str, Any]:
    return {"title": title, "lines": [shown(one) for one in lines], "listed": listed}


def _set(
    title: str,
    request: Request,
    rows: Sequence[tuple[str, str, bool]],
    parts: Sequence[dict[str, Any]],
    at: datetime,
    *,
    signed: bool = False,
) -> bytes:
    return _typeset(title, str(request.id), rows, parts, at, signed=signed)


def _typeset(
    title: str,
    order_id: str,
    rows: Sequence[tuple[str, str, bool]],
    parts: Sequence[dict[str, Any]],
    at: datetime,
    *,
    signed: bool,
) -> bytes:
    notices = [{"title": "Draft law", "text": str(SENTENCE)}]
    if signed:
        notices.append({"title": "About the signature", "text": str(NOT_QUALIFIED)})
    data = {
        "name": f"{title} {order_id}",
        "author": "Tutela",
        "language": "en",
        "title": title,
        "banner": None,
        "foot": {"word": "Order", "code": code(order_id), "middle": ""},
        "page": "Page {page} of {pages}",
        "notices": notices,
        "rows": [
            {"name": name, "value": code(value) if mono else shown(value), "mono": mono}
            for name, value, mono in rows
        ],
        "parts": list(parts),
    }
    try:
        return setting.typeset(setting.template(__package__, TEMPLATE), data, at)
    except setting.Unset as error:
        raise PaperUnset from error


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
