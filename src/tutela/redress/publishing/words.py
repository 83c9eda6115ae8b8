"""What the public record says in words: fixed sentences, chosen by closed lists. Data.

What people typed is never among them, nor any name: the record is public at once and for years
(DSA, Article 24(5)). The English of the record is not translated; its readers are the Commission's.
"""

from __future__ import annotations

from typing import Final

from tutela.redress.notices.model import NoticeKind
from tutela.redress.statements.model import Content, Kind, Trigger

LEGAL_GROUND: Final = "Directive 2011/93/EU, Article 5"
OFFENCE_GROUND: Final = "Directive 2011/93/EU, Articles 3 to 7"
SUSPENSION_GROUND: Final = "Regulation (EU) 2022/2065, Article 23(1)"
FREQUENT: Final = (
    "Whoever frequently provides manifestly illegal content is suspended for a reasonable period "
    "of time, after a warning."
)
TERMS_GROUND: Final = "The terms and conditions of the service"
ILLEGAL: Final = (
    "Making available, distributing, or keeping material that shows the sexual abuse of children "
    "is a criminal offence in every Member State."
)
AGAINST_TERMS: Final = (
    "The terms and conditions do not allow sexual content in which a child may be shown."
)
# The same of what a notice was about: the node knows no other offences than these.
OFFENCES: Final[dict[NoticeKind, str]] = {
    NoticeKind.MATERIAL: ILLEGAL,
    NoticeKind.SOLICITATION: "To approach a child for sexual purposes is a criminal offence in "
    "every Member State.",
    NoticeKind.EXTORTION: "To threaten a child with sexual pictures is a criminal offence in every "
    "Member State.",
    NoticeKind.ABUSE: "To offer or arrange the sexual abuse or the sale of a child is a criminal "
    "offence in every Member State.",
    NoticeKind.INCITEMENT: "To call for the sexual abuse of children, or to help with it, is a "
    "criminal offence in every Member State.",
}
OFFENCE_AGAINST_TERMS: Final = (
    "The terms and conditions do not allow what puts a child at risk of sexual abuse."
)
KEYWORDS: Final[dict[NoticeKind, str]] = {
    NoticeKind.MATERIAL: "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
    NoticeKind.SOLICITATION: "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS",
}
OFFENCE_KEYWORDS: Final[dict[NoticeKind, str]] = {
    NoticeKind.EXTORTION: "Sexual extortion of a child",
    NoticeKind.ABUSE: "Sexual abuse or sale of a child, offered or arranged",
    NoticeKind.INCITEMENT: "Incitement to the sexual abuse of children",
}
UNSURE_KEYWORD: Final = "The age of a person shown cannot be told."
FOUND: Final[dict[Trigger, str]] = {
    Trigger.DETECTION: "The content was found by machine, as equal or near to known material.",
    Trigger.UNCHECKED: "The content was found by machine, by a mark that nobody had checked yet.",
    Trigger.NOTICE: "The content was found after a notice (Article 16, Digital Services Act).",
    Trigger.TRUSTED_FLAGGER: "The content was found after a notice by a trusted flagger.",
    Trigger.USER: "The content was found after a user of the service had flagged it.",
    Trigger.ORDER: "The content was found after an order by an authority or court.",
}
ALSO: Final[dict[Trigger, str]] = {
    Trigger.DETECTION: "It was found by machine as well, as equal or near to known material.",
    Trigger.UNCHECKED: "It was found by machine as well, by a mark that nobody had checked yet.",
    Trigger.NOTICE: "A notice (Article 16, Digital Services Act) named it as well.",
    Trigger.TRUSTED_FLAGGER: "A notice by a trusted flagger named it as well.",
    Trigger.USER: "A user of the service had flagged it as well.",
    Trigger.ORDER: "An order by an authority or court named it as well.",
}
DECIDED: Final[dict[Kind, str]] = {
    Kind.HOLD: "It is kept from view until a person has looked at it; no person has decided yet.",
    Kind.REMOVAL: "A person looked into it and found it to be illegal; it was removed.",
    Kind.KEPT: "Two persons looked into it and could not tell whether a child is shown; it is kept "
    "from view.",
    Kind.SUSPENSION: "People found that the account had provided manifestly illegal content "
    "frequently, and again after a warning; the account was suspended for a time.",
}
AGAINST_TERMS_REMOVED: Final = (
    "A person looked into it and found it to be against the terms; it was removed."
)
CLOSED: Final = "The account was closed."
VISIBILITY: Final[dict[Kind, str]] = {
    Kind.HOLD: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Kind.REMOVAL: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Kind.KEPT: "DECISION_VISIBILITY_CONTENT_DISABLED",
}
SOURCE: Final[dict[Trigger, str]] = {
    Trigger.DETECTION: "SOURCE_VOLUNTARY",
    Trigger.UNCHECKED: "SOURCE_VOLUNTARY",
    Trigger.NOTICE: "SOURCE_ARTICLE_16",
    Trigger.TRUSTED_FLAGGER: "SOURCE_TRUSTED_FLAGGER",
    Trigger.USER: "SOURCE_TYPE_OTHER_NOTIFICATION",
    Trigger.ORDER: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
TYPE: Final[dict[Content, str]] = {
    Content.PICTURE: "CONTENT_TYPE_IMAGE",
    Content.FILM: "CONTENT_TYPE_VIDEO",
    Content.TEXT: "CONTENT_TYPE_TEXT",
    Content.ADDRESS: "CONTENT_TYPE_TEXT",
    Content.FILE: "CONTENT_TYPE_OTHER",
}
FILE: Final = "A file of another kind"
