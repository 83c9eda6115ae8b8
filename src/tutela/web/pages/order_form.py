"""The form in which a person registers an order: its fields, and what they become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.law.instants import utc
from tutela.law.languages import NAMES
from tutela.orders import form as forms
from tutela.orders import issuers
from tutela.orders.errors import IssuerUnknown, OrderThere, TargetInvalid, TooManyTargets
from tutela.orders.model import ARTICLES
from tutela.orders.targets import written
from tutela.texts.phrase import phrase
from tutela.web.pages.given import Given

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.orders.form import OrderForm
    from tutela.orders.model import Facts
    from tutela.platform.actor import Actor
    from tutela.platform.errors import TutelaError
    from tutela.platform.node import Node

REGISTER = "register"
CATEGORIES = {
    "": phrase("not said"),
    "CHILD_SEXUAL_ABUSE_MATERIAL": phrase("child sexual abuse material"),
    "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE": phrase("the same, made by a machine"),
    "GROOMING_SEXUAL_ENTICEMENT_MINORS": phrase("grooming of children"),
    "KEYWORD_OTHER": phrase("something else"),
}
_TEXTS = (
    "article", "issuer", "reference", "language", "legal_basis", "reasons", "redress",
    "information", "report_to", "category", "time_limit", "withheld_ground",
)  # fmt: skip
_INSTANTS = ("issued_at", "received_at", "due_at", "withheld_until")


@dataclass(frozen=True, slots=True)
class Lists:
    """What the form lets one choose from."""

    articles: tuple[tuple[str, str], ...]
    issuers: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]


def lists(node: Node, actor: Actor, service_id: str | None) -> Lists:
    """The choices of the form; the declared languages come first."""
    declared = node.settings.order_languages
    known = sorted(NAMES, key=lambda code: (code not in declared, code != "en", NAMES[code]))
    return Lists(
        articles=tuple((one.value, words) for one, words in ARTICLES.items()),
        issuers=tuple(
            dict.fromkeys(
                (one.name, one.name) for one in issuers.list_issuers(node, actor, service_id)
            )
        ),
        languages=tuple((code, NAMES[code]) for code in known),
        categories=tuple(CATEGORIES.items()),
    )


def form_of(sent: Given) -> OrderForm:
    """What was filled in. Raises OrderFieldsInvalid and InstantUnreadable."""
    fields: dict[str, object] = {name: sent.one(name) for name in _TEXTS}
    fields |= {name: sent.instant(name) for name in _INSTANTS}
    fields["scope"] = sent.one("scope").replace(",", " ").split()
    fields["targets"] = sent.one("targets").splitlines()
    fields["translated"] = sent.one("translated") == "yes"
    return forms.from_fields(fields)


def filled(facts: Facts | None) -> Given:
    """The form as it is filled in from what is known of an order."""
    if facts is None:
        return Given()
    fields = {name: getattr(facts, name, "") for name in _TEXTS if name != "time_limit"}
    fields |= {name: _instant(getattr(facts, name)) for name in _INSTANTS}
    fields |= {
        "article": facts.article.value,
        "scope": " ".join(facts.scope),
        "targets": "\n".join(written(one) for one in facts.targets),
        "translated": "yes" if facts.translated else "",
    }
    return Given({name: (str(value),) for name, value in fields.items()})


def proposed(text: str) -> Given:
    """The form as it is filled in from what a program sent."""
    form = forms.parse(text.encode())
    fields: dict[str, object] = {name: getattr(form, name) for name in _TEXTS}
    fields |= {name: _instant(getattr(form, name)) for name in _INSTANTS}
    fields |= {
        "article": form.article.value,
        "scope": " ".join(form.scope),
        "targets": "\n".join(form.targets),
        "translated": "yes" if form.translated else "",
    }
    return Given({name: (str(value),) for name, value in fields.items()})


def missing_field(error: TutelaError) -> str:
    """The field beside which an error stands."""
    if isinstance(error, TargetInvalid | TooManyTargets):
        return "targets"
    if isinstance(error, IssuerUnknown):
        return "issuer"
    if isinstance(error, OrderThere):
        return "reference"
    problem = str(error.facts.get("problem", ""))
    return problem.partition(":")[0].partition(".")[0] if ":" in problem else ""


def _instant(at: datetime | None) -> str:
    return f"{utc(at):%Y-%m-%dT%H:%M:%S}" if at else ""
