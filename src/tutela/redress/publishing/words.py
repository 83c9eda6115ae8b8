"""What the public record says in words: fixed sentences, chosen by closed lists. Data.

What people typed is never among them, nor any name: the record is public at once and for years
(DSA, Article 24(5)). The English of the record is not translated; its readers are the Commission's.
"""

from __future__ import annotations

from typing import Final

from tutela.redress.statements.model import Content, Kind, Trigger

LEGAL_GROUND: Final = "Directive 2011/93/EU, Article 5"
TERMS_GROUND: Final = "The terms and conditions of the service"
ILLEGAL: Final = (
    "Making available, distributing, or keeping material that shows the sexual abuse of children "
    "is a criminal offence in every Member State."
)
AGAINST_TERMS: Final = (
    "The terms and conditions do not allow sexual content in which a child may be shown."
)
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
}
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
    Content.ADDRESS: "CONTENT_TYPE_TEXT",
    Content.FILE: "CONTENT_TYPE_OTHER",
}
FILE: Final = "A file of another kind"
