"""The words of the law room that other rooms use: closed lists, each member with its meaning."""

from dataclasses import dataclass
from enum import StrEnum

from tutela.texts.phrase import phrase


class SurfaceKind(StrEnum):
    """What a surface is in law; each service and surface is declared as one of these, once."""

    COMMUNICATION = "communication"
    HOSTING = "hosting"
    ACCESS = "access"


class TechnologyKind(StrEnum):
    """What a technology looks for, in the Regulation's three types."""

    KNOWN = "known"
    NEW = "new"
    SOLICITATION = "solicitation"


class InputKind(StrEnum):
    """What a technology reads. `audio` is in the list so that it can be refused by name."""

    IMAGE = "image"
    VIDEO = "video"
    TEXT = "text"
    URL = "url"
    BEHAVIOUR = "behaviour"
    AUDIO = "audio"


class NearHits(StrEnum):
    """What a near hit of a verified indicator leads to."""

    HOLD = "hold"
    FLAG = "flag"


class Finding(StrEnum):
    """What a person finds about one item."""

    CONFIRMED = "confirmed"
    NOT_ABUSE_MATERIAL = "not-abuse-material"
    AGE_AMBIGUOUS = "age-ambiguous"
    OTHER_ILLEGAL = "other-illegal"
    UNSURE = "unsure"

    @property
    def sentence(self) -> str:
        """The finding in one sentence."""
        return _FINDINGS[self]


_FINDINGS = {
    Finding.CONFIRMED: phrase("A person found that the item is what the label says."),
    Finding.NOT_ABUSE_MATERIAL: phrase("A person found that the item is not abuse material."),
    Finding.AGE_AMBIGUOUS: phrase("The age of the person shown cannot be told from the item."),
    Finding.OTHER_ILLEGAL: phrase(
        "The item is not child sexual abuse material, but seems illegal."
    ),
    Finding.UNSURE: phrase("The reviewer could not decide; another person must look."),
}


@dataclass(frozen=True, slots=True)
class PurposeTerms:
    """One purpose in one sentence, where it may be used, and whether it alone opens a scan."""

    sentence: str
    surfaces: frozenset[SurfaceKind]
    demo_only: bool = False
    ancillary: bool = False


class BankPurpose(StrEnum):
    """What a bank is for. A bank has exactly one purpose and is used for nothing else."""

    KNOWN_ABUSE_MATERIAL = "known-abuse-material"
    SURVIVOR_REQUEST = "survivor-request"
    ADULT_INTIMATE_IMAGE = "adult-intimate-image"
    COMMON_HARMLESS = "common-harmless"
    DEMO = "demo"

    @property
    def terms(self) -> PurposeTerms:
        """The sentence, the surfaces and the limits of this purpose."""
        return _PURPOSES[self]

    @property
    def sentence(self) -> str:
        """The purpose in one sentence."""
        return self.terms.sentence


_BOTH = frozenset({SurfaceKind.COMMUNICATION, SurfaceKind.HOSTING})
_PURPOSES = {
    BankPurpose.KNOWN_ABUSE_MATERIAL: PurposeTerms(
        phrase(
            "Material that an authority, a hotline or a clearing house has verified as child "
            "sexual abuse material."
        ),
        _BOTH,
    ),
    BankPurpose.SURVIVOR_REQUEST: PurposeTerms(
        phrase(
            "Material showing a person as a child, listed at their own request and verified by a "
            "reviewer."
        ),
        _BOTH,
    ),
    BankPurpose.ADULT_INTIMATE_IMAGE: PurposeTerms(
        phrase(
            "Intimate images of an adult shared without consent, listed at that adult's request."
        ),
        frozenset({SurfaceKind.HOSTING}),
    ),
    BankPurpose.COMMON_HARMLESS: PurposeTerms(
        phrase(
            "Common harmless items that must never lead to a hold, kept to catch wrong entries."
        ),
        _BOTH,
        ancillary=True,
    ),
    BankPurpose.DEMO: PurposeTerms(
        phrase("Harmless pictures that stand in for indicators on a demo node."),
        _BOTH,
        demo_only=True,
    ),
}


@dataclass(frozen=True, slots=True)
class WithdrawalTerms:
    """What follows when an indicator is withdrawn; every cause stops it from matching."""

    sentence: str
    reopens: bool
    erases: bool


class WithdrawalCause(StrEnum):
    """Why an indicator is withdrawn."""

    WRONG = "wrong"
    CONSENT = "consent"
    LEFT = "left"
    SUPERSEDED = "superseded"

    @property
    def terms(self) -> WithdrawalTerms:
        """The sentence and what follows."""
        return _WITHDRAWALS[self]

    @property
    def sentence(self) -> str:
        """The cause in one sentence."""
        return self.terms.sentence

    @property
    def reopens(self) -> bool:
        """Whether what it caused is reopened, restoration proposed and the error counted."""
        return self.terms.reopens

    @property
    def erases(self) -> bool:
        """Whether the indicator is erased, and nothing is reopened, shown or restored."""
        return self.terms.erases


_WITHDRAWALS = {
    WithdrawalCause.WRONG: WithdrawalTerms(
        phrase(
            "The entry was an error: its decisions are reopened, restoration is proposed and the "
            "error is counted."
        ),
        reopens=True,
        erases=False,
    ),
    WithdrawalCause.CONSENT: WithdrawalTerms(
        phrase("The person shown took back their consent to the listing."),
        reopens=False,
        erases=True,
    ),
    WithdrawalCause.LEFT: WithdrawalTerms(
        phrase("The source of the entry left the exchange."), reopens=False, erases=True
    ),
    WithdrawalCause.SUPERSEDED: WithdrawalTerms(
        phrase("Another entry took its place."), reopens=False, erases=True
    ),
}
