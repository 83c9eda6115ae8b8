"""What the law asks of an order, as a table: each condition met, not met, or unclear. Pure.

Sources: Regulation (EU) 2022/2065, Article 9(2) for orders to act and Article 10(2) for orders to
give information. A national order that rests on neither is asked for the same parts, because who
carries it out needs them; Article 9(6) leaves national procedure as it is. The program answers what
it can see; a person answers the rest, and may overrule the program with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tutela.law.languages import language_name
from tutela.orders.model import UNION, WORLD, Article, TargetKind, Verified
from tutela.texts.phrase import listed, phrase, several

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tutela.orders.model import Answer, Facts, Issuer

_BOTH = frozenset(Article)
_ACTING = frozenset({Article.ACT, Article.NATIONAL})
_ASKING = frozenset({Article.INFORMATION})


class Answered(StrEnum):
    """Whether an order has what a condition asks for."""

    MET = "met"
    UNMET = "unmet"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the program found, in words."""

    answer: Answered
    words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at. `languages` are those the provider declared under Article 11(3)."""

    facts: Facts
    issuer: Issuer
    languages: Collection[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the table. `look` is what the program sees; None leaves it to a person."""

    name: str
    asks: str
    source_act: str
    source_information: str
    articles: frozenset[Article]
    look: Callable[[Subject], Seen] | None

    def source(self, article: Article) -> str:
        """Where the law asks for it."""
        return self.source_information if article is Article.INFORMATION else self.source_act


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition of one order with its answer, and whose answer that is."""

    condition: Condition
    answer: Answered
    words: str
    source: str
    by_name: str = ""  # empty: the program


def _there(text: str) -> Seen:
    if text.strip():
        return Seen(Answered.MET, phrase("It is there; a person reads whether it says enough."))
    return Seen(Answered.UNMET, phrase("It is missing."))


def _reasons(of: Subject) -> Seen:
    if of.facts.article is Article.INFORMATION and not of.facts.reasons.strip():
        return Seen(
            Answered.UNCLEAR,
            phrase("They are missing, which is allowed only where saying them would harm the "
                   "investigation of a crime."),
        )  # fmt: skip
    return _there(of.facts.reasons)


def _issuer(of: Subject) -> Seen:
    if of.issuer.verified is Verified.NOT:
        return Seen(
            Answered.UNCLEAR,
            phrase("Nobody has verified that {name} is who it says. Call back a number that you "
                   "found yourself.", name=of.issuer.name),
        )  # fmt: skip
    return Seen(
        Answered.MET,
        phrase("{name} was verified by {who}.", name=of.issuer.name,
               who=of.issuer.verified_by_name),
    )  # fmt: skip


def _located(of: Subject) -> Seen:
    targets = of.facts.targets
    if not targets:
        return Seen(Answered.UNMET, phrase("It names nothing that could be found."))
    doubts = sum(bool(one.doubt) for one in targets)
    if doubts:
        return Seen(
            Answered.UNCLEAR,
            several(doubts, "{n} address may not be what it seems: look at it below.",
                    "{n} addresses may not be what they seem: look at them below."),
        )  # fmt: skip
    return Seen(
        Answered.MET, several(len(targets), "It names {n} target.", "It names {n} targets.")
    )


def _recipients(of: Subject) -> Seen:
    if not of.facts.targets:
        return Seen(Answered.UNMET, phrase("It names nobody."))
    if not any(one.kind is TargetKind.ACCOUNT for one in of.facts.targets):
        return Seen(
            Answered.UNCLEAR,
            phrase("It names no account: say whether its targets tell of whom it asks."),
        )
    return _located(of)


def _told(of: Subject) -> Seen:
    to = of.facts.report_to.strip()
    if to:
        return Seen(Answered.MET, phrase("{to} is told of the effect.", to=to))
    return Seen(Answered.MET, phrase("It names nobody else, so the issuer is told."))


def _scope(of: Subject) -> Seen:
    scope, own = of.facts.scope, of.issuer.member_state
    if not scope:
        return Seen(Answered.UNCLEAR, phrase("It does not say where it is to take effect."))
    if set(scope) == {own}:
        return Seen(
            Answered.MET,
            phrase("It is for {member_state} alone, where it was issued.", member_state=own),
        )
    return Seen(
        Answered.UNCLEAR,
        phrase("It reaches beyond {member_state}, where it was issued: {scope}. Say whether that "
               "is justified.", member_state=own, scope=listed(_places(scope))),
    )  # fmt: skip


def _places(scope: Collection[str]) -> list[str]:
    words = {UNION: phrase("the whole Union"), WORLD: phrase("the whole world")}
    return [words.get(one, one) for one in scope]


def _language(of: Subject) -> Seen:
    name = language_name(of.facts.language)
    if not of.languages:
        return Seen(
            Answered.UNCLEAR,
            phrase("This node does not know which languages you declared: set order_languages."),
        )
    if of.facts.language in of.languages:
        return Seen(Answered.MET, phrase("It is in {language}, which you declared.", language=name))
    if of.facts.translated:
        return Seen(
            Answered.MET,
            phrase("It is in {language}, with a translation into one you declared.", language=name),
        )
    return Seen(
        Answered.UNMET,
        phrase("It is in {language}, which you did not declare, without a translation.",
               language=name),
    )  # fmt: skip


def _dates(of: Subject) -> Seen:
    facts = of.facts
    if facts.issued_at > facts.received_at:
        return Seen(Answered.UNMET, phrase("It says that it was issued after it came in."))
    if facts.due_at is not None and facts.due_at <= facts.received_at:
        return Seen(Answered.UNCLEAR, phrase("Its time limit had passed when it came in."))
    return Seen(Answered.MET, phrase("They fit together."))


CONDITIONS = (
    Condition("legal-basis", phrase("A reference to its legal basis"),
              "Article 9(2)(a)(i)", "Article 10(2)(a)(i)", _BOTH,
              lambda of: _there(of.facts.legal_basis)),
    Condition("reasons", phrase("A statement of reasons"),
              "Article 9(2)(a)(ii)", "Article 10(2)(a)(iv)", _BOTH, _reasons),
    Condition("issuer", phrase("Who issued it, and that they are who they say"),
              "Article 9(2)(a)(iii)", "Article 10(2)(a)(ii)", _BOTH, _issuer),
    Condition("targets", phrase("Where exactly the items are"),
              "Article 9(2)(a)(iv)", "", _ACTING, _located),
    Condition("recipients", phrase("About whom exactly information is asked for"),
              "", "Article 10(2)(a)(iii)", _ASKING, _recipients),
    Condition("redress", phrase("How you and the user can seek redress"),
              "Article 9(2)(a)(v)", "Article 10(2)(a)(v)", _BOTH,
              lambda of: _there(of.facts.redress)),
    Condition("report-to", phrase("Who is told of the effect"),
              "Article 9(2)(a)(vi)", "Article 10(2)(a)(vi)", _BOTH, _told),
    Condition("scope", phrase("A territorial scope that is no wider than needed"),
              "Article 9(2)(b)", "", _ACTING, _scope),
    Condition("held-already", phrase("Only information that you collect already and control"),
              "", "Article 10(2)(b)", _ASKING, None),
    Condition("language", phrase("A language that you declared, or a translation"),
              "Article 9(2)(c)", "Article 10(2)(c)", _BOTH, _language),
    Condition("dates", phrase("Dates that fit together"),
              "this program's own check", "this program's own check", _BOTH, _dates),
)  # fmt: skip
NOTHING_NAMED = phrase("Something that it names")
_LEFT = phrase("A person must say.")


def conditions_of(article: Article) -> tuple[Condition, ...]:
    """The conditions for that kind of order."""
    return tuple(one for one in CONDITIONS if article in one.articles)


def judge(subject: Subject, answers: Collection[Answer]) -> tuple[Judged, ...]:
    """Every condition of an order with its answer; a person's goes before the program's."""
    given = {one.condition: one for one in answers}
    return tuple(
        _judged(one, subject, given.get(one.name)) for one in conditions_of(subject.facts.article)
    )


def _judged(condition: Condition, subject: Subject, given: Answer | None) -> Judged:
    source = condition.source(subject.facts.article)
    if given is not None:
        answer = Answered.MET if given.met else Answered.UNMET
        return Judged(condition, answer, given.note, source, given.by_name)
    seen = condition.look(subject) if condition.look else Seen(Answered.UNCLEAR, _LEFT)
    return Judged(condition, seen.answer, seen.words, source)
