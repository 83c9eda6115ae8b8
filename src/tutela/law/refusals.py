"""Why the gate stays shut: a closed list of codes, each with its sentence."""

from dataclasses import dataclass
from enum import StrEnum

from tutela.texts.phrase import phrase

PUBLIC_REASON = "no legal basis"
"""What the outside learns of any refusal; the code is for the operator."""


class RefusalCode(StrEnum):
    """The reasons for a refusal."""

    NOT_ACTIVATED = "not-activated"
    NOT_YET_STARTED = "activation-not-started"
    ENDED = "activation-ended"
    OTHER_SURFACE = "activation-for-other-surface"
    OTHER_TECHNOLOGY = "activation-for-other-technology"
    ACCESS_SURFACE = "access-surface"
    ENCRYPTED = "end-to-end-encrypted"
    AUDIO = "audio"
    DEMO_ONLY = "demo-only"
    PURPOSE_MISSING = "purpose-missing"
    PURPOSE_ELSEWHERE = "purpose-not-for-surface"
    NO_PROFILE = "no-profile"
    PROFILE_DRAFT = "profile-draft"
    PROFILE_NOT_VALID = "profile-not-valid"
    NOT_PERMITTED = "technology-not-permitted"
    NO_ORDER = "order-missing"
    NOT_ATTESTED = "profile-not-attested"
    NO_IMPACT_ASSESSMENT = "impact-assessment-missing"
    NO_PRIOR_CONSULTATION = "prior-consultation-missing"
    NO_LEGAL_BASIS = "legal-basis-missing"
    NO_TERMS_CLAUSE = "terms-clause-missing"

    @property
    def sentence(self) -> str:
        """What is missing and what would change it."""
        return _SENTENCES[self]


_SENTENCES = {
    RefusalCode.NOT_ACTIVATED: phrase(
        "No activation covers this technology on this surface. Everything "
        "ships switched off; record an activation first."
    ),
    RefusalCode.NOT_YET_STARTED: phrase("The activation has not started yet."),
    RefusalCode.ENDED: phrase("The activation has ended. Review its basis and record a new one."),
    RefusalCode.OTHER_SURFACE: phrase("The activation is for another surface."),
    RefusalCode.OTHER_TECHNOLOGY: phrase("The activation is for another technology."),
    RefusalCode.ACCESS_SURFACE: phrase("Content is never scanned on an access surface."),
    RefusalCode.ENCRYPTED: phrase(
        "The surface is end-to-end encrypted, and such content is left alone."
    ),
    RefusalCode.AUDIO: phrase("The technology reads audio, and audio is never scanned."),
    RefusalCode.DEMO_ONLY: phrase(
        "A demo technology or demo bank works only on a node marked demo."
    ),
    RefusalCode.PURPOSE_MISSING: phrase(
        "A technology for known items needs a bank with a purpose."
    ),
    RefusalCode.PURPOSE_ELSEWHERE: phrase(
        "The bank's purpose is not permitted on this kind of surface."
    ),
    RefusalCode.NO_PROFILE: phrase(
        "No legal profile holds now, so communications are not scanned."
    ),
    RefusalCode.PROFILE_DRAFT: phrase(
        "The selected profile is draft law, which opens communications only on a demo node."
    ),
    RefusalCode.PROFILE_NOT_VALID: phrase(
        "The legal profile does not hold at this time by the server's clock."
    ),
    RefusalCode.NOT_PERMITTED: phrase(
        "The legal profile does not permit this technology on communications."
    ),
    RefusalCode.NO_ORDER: phrase(
        "The legal profile detects by order, and the activation cites none."
    ),
    RefusalCode.NOT_ATTESTED: phrase(
        "The legal profile was not checked against its official text. The "
        "operator must attest to having checked it."
    ),
    RefusalCode.NO_IMPACT_ASSESSMENT: phrase(
        "The technology record has no impact assessment made by now."
    ),
    RefusalCode.NO_PRIOR_CONSULTATION: phrase(
        "The technology record has no prior consultation made by now."
    ),
    RefusalCode.NO_LEGAL_BASIS: phrase(
        "The activation records no legal basis for this hosting surface."
    ),
    RefusalCode.NO_TERMS_CLAUSE: phrase(
        "The activation records no terms clause for this hosting surface."
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gate's no. `code` and `sentence` are for the operator, `public_reason` for answers."""

    code: RefusalCode

    @property
    def sentence(self) -> str:
        """The refusal in one or two sentences."""
        return self.code.sentence

    @property
    def public_reason(self) -> str:
        """The same for every refusal."""
        return PUBLIC_REASON
