"""What can be refused about statements of reasons, as sentences with codes."""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound


class StatementUnknown(NotFound):
    """There is no statement of reasons {statement} here."""

    code = "statement-unknown"


class WithholdingUnknown(NotFound):
    """Nothing with the id {withholding} holds back statements now."""

    code = "withholding-unknown"


class WithholdingNeedsWords(BadInput):
    """Say who asks for it, with their reference, or why it ends: up to {longest} characters."""

    code = "withholding-needs-words"


class GroundMissing(BadInput):
    """Say on which lawful ground it is held back: {grounds}."""

    code = "ground-missing"


class StatementNotIssued(Conflict):
    """The statement {statement} has not left yet, so it cannot be sent again."""

    code = "statement-not-issued"


class WithholdingEnd(BadInput):
    """It must end in time to come, and {weeks} weeks from now at most."""

    code = "withholding-end"


class AlreadyWithheld(Conflict):
    """What this user is told is held back already. Let that run on, or end it first."""

    code = "already-withheld"


class WithholdingYours(Conflict):
    """Whoever held it back first does not let it run on: another person must."""

    code = "withholding-yours"


class RenewedAlready(Conflict):
    """It ran on once, and cannot do so again: it ends when it says."""

    code = "renewed-already"
