"""What can go wrong with accounts, sessions and keys, as sentences.

Whoever is outside learns that a sign-in or a key did not hold, never which part of it was wrong.
"""

from __future__ import annotations

from tutela.platform.errors import (
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    TutelaError,
    Unauthenticated,
    Unavailable,
)


class AccountNameInvalid(BadInput):
    """{name} cannot be the name of an account: use 2 to 40 lower-case letters, digits, dots,
    hyphens and underscores, starting with a letter.
    """

    code = "account-name-invalid"


class AccountExists(Conflict):
    """There is already an account named {name}. Choose another name; names are not used again."""

    code = "account-exists"


class AccountUnknown(NotFound):
    """There is no account named {name}."""

    code = "account-unknown"
    console = "`tutela account list` shows those there are."


class RolesInvalid(BadInput):
    """An account needs one or more of these roles: {possible}."""

    code = "roles-invalid"
    console = "`tutela role list` explains them."


class RolesApart(Conflict):
    """One person cannot hold {roles}. {reason}"""

    code = "roles-apart"


class GrantToSelf(Forbidden):
    """Nobody gives themselves a role or a permission. Somebody else who manages accounts can."""

    code = "grant-to-self"


class RoleNameInvalid(BadInput):
    """{name} cannot be the name of a role: use 2 to 40 lower-case letters, digits and hyphens,
    starting with a letter.
    """

    code = "role-name-invalid"


class RoleAboutInvalid(BadInput):
    """A role needs a sentence of 1 to 200 printable characters that says who holds it."""

    code = "role-about-invalid"


class RolePermissionsInvalid(BadInput):
    """A role needs one or more permissions of the list."""

    code = "role-permissions-invalid"
    console = "`tutela role permissions` shows it."


class RoleExists(Conflict):
    """There is, or was, a role named {name}. Choose another name; names are not used again."""

    code = "role-exists"


class RoleUnknown(NotFound):
    """This node made no role named {name}. Roles that are built in cannot be changed."""

    code = "role-unknown"
    console = "`tutela role list` shows those there are."


class RoleForbidden(Conflict):
    """Nobody could hold this role. {reason}"""

    code = "role-forbidden"


class RoleHeld(Conflict):
    """{people} would be left without this role. Give them other roles first."""

    code = "role-held"


class PasswordWeak(BadInput):
    """The password cannot be used: {problem}. A generated one is safest."""

    code = "password-weak"


class LastAdministrator(Conflict):
    """{name} is the last administrator. Add another one first, or nobody could manage accounts."""

    code = "last-administrator"


class CredentialsRefused(Unauthenticated):
    """The name or the password is not right. Check both and try again."""

    code = "credentials-refused"


class SessionEnded(Unauthenticated):
    """Your session has ended. Sign in again to go on."""

    code = "session-ended"


class TooManyAttempts(TutelaError):
    """Too many attempts to sign in. Wait {seconds} seconds and try again."""

    code = "too-many-attempts"
    status = 429
    exit_code = 2


class SignInBusy(Unavailable):
    """Too many people are signing in at this moment. Try again in a few seconds."""

    code = "sign-in-busy"


class ApiKeyAbsent(Unauthenticated):
    """No API key was sent. Send one in the header `Authorization: Bearer tutela_…`."""

    code = "api-key-absent"


class ApiKeyNotValid(Unauthenticated):
    """The API key is not valid. Check that it was copied whole, or ask for a new one."""

    code = "api-key-not-valid"


class ApiKeyUnknown(NotFound):
    """There is no API key {key}."""

    code = "api-key-unknown"
    console = "`tutela key list` shows those there are."


class ApiKeyLabelInvalid(BadInput):
    """An API key needs a label of 1 to 80 printable characters that says who uses it."""

    code = "api-key-label-invalid"


class ApiKeyTermInvalid(BadInput):
    """An API key lasts 1 to {longest} days, not {days}. Make another one before it ends."""

    code = "api-key-term-invalid"


class ApiKeyScopesInvalid(BadInput):
    """An API key may hold one or more of these permissions, and no other: {possible}."""

    code = "api-key-scopes-invalid"
