"""The closed list of acts that need a second person, each with its reason: data, and no more.

Who verifies an indicator (`indicators/verifying.py`) and who seconds a decision
(`casework/decisions.py`) must be somebody else too; they answer where they work.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutela.platform.approvals.model import Act
from tutela.platform.permissions import Permission
from tutela.texts.phrase import phrase

RULE = phrase(
    "What strengthens a safeguard takes effect at once; what weakens one, lets data leave the node "
    "or reports what only one person decided waits until somebody else agrees."
)
ALONE_RULE = phrase(
    "This node is one person's: what elsewhere waits for somebody else cools off for twelve hours, "
    "and is then carried out with a passkey and marked as one person's."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an act is called, why it needs two people, and who they may be.

    `asks` is what whoever asks must hold, still when it is carried out; `answers` what the other
    person must hold. `on_demo`: a demo node asks for it too. `permits`: approval does nothing by
    itself; whoever asked may then do the act, once.
    """

    title: str
    why: str
    asks: Permission
    answers: Permission
    on_demo: bool = True
    permits: bool = False


TERMS: dict[Act, Terms] = {
    Act.POLICY: Terms(
        phrase("Change how a service treats hits"),
        phrase(
            "A longer hold, more kept, or fewer second persons touch every user of the service."
        ),
        Permission.SERVICE_DECLARE,
        Permission.SAFEGUARD_APPROVE,
    ),
    Act.WEBHOOK: Terms(
        phrase("Send a service's messages elsewhere"),
        phrase("Another address learns of every hit, and the platform hears of none."),
        Permission.SERVICE_DECLARE,
        Permission.SAFEGUARD_APPROVE,
        permits=True,
    ),
    Act.ACTIVATION: Terms(
        phrase("Switch a technology on"),
        phrase("More of what people share is scanned than was agreed on."),
        Permission.TECHNOLOGY_ACTIVATE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
    ),
    Act.ACCOUNT: Terms(
        phrase("Let somebody sign in"),
        phrase(
            "A role opens cases, evidence or safeguards; an account made up could play the second "
            "person."
        ),
        Permission.ACCOUNT_MANAGE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
        permits=True,
    ),
    Act.GRANT: Terms(
        phrase("Give somebody more rights"),
        phrase("A role opens cases, evidence or safeguards to whoever gets it."),
        Permission.ACCOUNT_MANAGE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
        permits=True,
    ),
    Act.ROLE: Terms(
        phrase("Let a role do more"),
        phrase("Everybody who holds the role may do more at once."),
        Permission.ACCOUNT_MANAGE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
        permits=True,
    ),
    Act.KEY: Terms(
        phrase("Give a program wider rights"),
        phrase(
            "A key with more scopes than the service's keys had can ask for more than was "
            "agreed on."
        ),
        Permission.KEY_MANAGE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
        permits=True,
    ),
    Act.EXPORT: Terms(
        phrase("Take a report's pack out of the node"),
        phrase("A pack holds personal data, and outside nobody can take it back."),
        Permission.REPORT_EXPORT,
        Permission.REPORT_EXPORT,
        permits=True,
    ),
    Act.SEND: Terms(
        phrase("Send a report"),
        phrase("One person alone would accuse somebody: nobody else decided anything in it."),
        Permission.REPORT_PREPARE,
        Permission.REPORT_SEND,
    ),
    Act.SECOND: Terms(
        phrase("Confirm a decision alone"),
        phrase(
            "The policy asks for a second person where a match is not exact, and nobody else "
            "is here."
        ),
        Permission.CASE_DECIDE,
        Permission.CASE_SECOND,
    ),
    Act.ALONE: Terms(
        phrase("Make this node one person's"),
        phrase("From then on nobody looks over anybody's shoulder."),
        Permission.NODE_ADMINISTER,
        Permission.SAFEGUARD_APPROVE,
    ),
    Act.RECALL: Terms(
        phrase("Recall a wrong mark"),
        phrase("Without the mark one person may decide again about what a child may have made."),
        Permission.CASE_DECIDE,
        Permission.CASE_SECOND,
    ),
    Act.LIFT: Terms(
        phrase("Lift a legal hold"),
        phrase("What a court asked to keep is erased within minutes, and nobody gets it back."),
        Permission.LEGAL_HOLD,
        Permission.LEGAL_HOLD,
    ),
    Act.ORDER: Terms(
        phrase("Carry out an order of an issuer whom nobody verified"),
        phrase(
            "An invented order would remove what somebody shared, or hand their data to a stranger."
        ),
        Permission.ORDER_DECIDE,
        Permission.ORDER_DECIDE,
    ),
    Act.GIVE: Terms(
        phrase("Give information to an authority"),
        phrase("It holds personal data, and outside nobody can take it back."),
        Permission.ORDER_DECIDE,
        Permission.ORDER_DECIDE,
        permits=True,
    ),
    Act.MISUSE: Terms(
        phrase("Suspend somebody for misuse"),
        phrase("What they say waits, or they are shut out: nobody is silenced on one word."),
        Permission.MISUSE_DECIDE,
        Permission.CASE_SECOND,
    ),
    Act.PUBLISH: Terms(
        phrase("Show a closed paper to anybody"),
        phrase("What was public once cannot be taken back."),
        Permission.PAPER_CLOSE,
        Permission.PAPER_CLOSE,
    ),
    Act.SETTINGS: Terms(
        phrase("Loosen settings that guard people"),
        phrase(
            "Somebody wrote them into the settings' file; they hold once another person agrees."
        ),
        Permission.NODE_ADMINISTER,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
    ),
    Act.PEER: Terms(
        phrase("Believe another node"),
        phrase("Reports and orders go both ways; a false one would read and say them."),
        Permission.PEER_MANAGE,
        Permission.SAFEGUARD_APPROVE,
        on_demo=False,
        permits=True,
    ),
    Act.COURT: Terms(
        phrase("Believe the key of a court"),
        phrase("Whoever holds that key has anything removed; a false one would do so for anybody."),
        Permission.ORDER_DECIDE,
        Permission.ORDER_DECIDE,
        on_demo=False,
        permits=True,
    ),
    Act.FINGERPRINT: Terms(
        phrase("Let a person's own request hold items"),
        phrase("Nobody here has seen the picture; what looks like it would be kept from view."),
        Permission.INDICATOR_VERIFY,
        Permission.INDICATOR_VERIFY,
    ),
}
