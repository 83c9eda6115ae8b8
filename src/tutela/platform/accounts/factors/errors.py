"""What can go wrong with a second factor, as sentences.

Nobody learns whether an account has one before its password was right.
"""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, Forbidden, TutelaError, Unauthenticated


class CodeRefused(Unauthenticated):
    """The code is not right, or was used before. Wait for the next one and try again."""

    code = "code-refused"


class StepEnded(Unauthenticated):
    """That took too long, or was finished already. Begin again."""

    code = "step-ended"


class PasskeyNeeded(Forbidden):
    """This needs your passkey now, and no code does. Prove with it who you are, then go on within
    five minutes.
    """

    code = "passkey-needed"


class ProofNeeded(Forbidden):
    """This changes how you sign in. Prove first that it is you, and then do it again."""

    code = "proof-needed"


class PasskeyRefused(Unauthenticated):
    """The passkey was not accepted. Try again, or go another way."""

    code = "passkey-refused"


class PasskeyCopied(PasskeyRefused):
    """The passkey was not accepted: it has been used elsewhere, so somebody may have copied it. Go
    another way, remove it, and tell whoever runs this node.
    """

    code = "passkey-copied"


class PasskeyNameInvalid(BadInput):
    """A passkey needs a name of 1 to {longest} printable characters that says where it is."""

    code = "passkey-name-invalid"


class PasskeysOff(Conflict):
    """Passkeys are bound to an address, and this node has none: the setting `origin` names it."""

    code = "passkeys-off"


class FactorMissing(Forbidden):
    """This node opens to those who sign in with a passkey or an authenticator app. Set one up on
    your account's page first.
    """

    code = "factor-missing"


class FactorPresent(Conflict):
    """Your account has an authenticator app already. Remove it before you set up another one."""

    code = "factor-present"


class FactorAbsent(Conflict):
    """Your account has no such factor. Your account's page shows those there are."""

    code = "factor-absent"


class FactorUnreadable(TutelaError):
    """The factor of {account} cannot be opened with this node's key. Restore the key from a backup,
    or end the account's factors with `tutela account reset-factors`.
    """

    code = "factor-unreadable"
