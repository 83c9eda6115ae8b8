"""What can go wrong with single sign-on, as sentences.

The person learns whether to try again or whom to ask; why a token was refused stands in what the
node logs.
"""

from __future__ import annotations

from tutela.platform.errors import BadInput, Conflict, NotFound, Unauthenticated, Unavailable


class SsoOff(NotFound):
    """This node has no single sign-on. Set oidc_issuer, oidc_client_id and oidc_secret_file."""

    code = "sso-off"


class SsoAway(Unavailable):
    """The identity provider does not answer as it should ({problem}). Try again in a moment, or
    sign in another way.
    """

    code = "sso-away"


class SsoRefused(Unauthenticated):
    """The identity provider's answer does not hold. Begin again; if it happens again, ask whoever
    runs this node.
    """

    code = "sso-refused"


class SsoWeak(Unauthenticated):
    """You proved to the identity provider who you are, but not in the way that this node asks for.
    Sign out there, sign in with what your organisation prescribes, and begin again.
    """

    code = "sso-weak"


class SsoUnknown(Unauthenticated):
    """The identity provider knows you, and this node does not. Ask an administrator to link your
    account (`tutela account link`).
    """

    code = "sso-unknown"


class SsoNotLinked(Conflict):
    """An account here that was made by hand has the name or the e-mail address by which the
    identity provider knows you, and nobody may be two people. Ask an administrator. If it is yours,
    they link it: tutela account link NAME --subject {subject}. If it is somebody else's, they link
    that person first.
    """

    code = "sso-not-linked"


class SsoSecretUnreadable(Conflict):
    """The file {path} that oidc_secret_file names cannot be used: {problem}."""

    code = "sso-secret-unreadable"
    exit_code = 4


class LinkInvalid(BadInput):
    """A link needs either the subject by which the identity provider knows the person, or their
    e-mail address there: 1 to 255 printable characters without spaces.
    """

    code = "link-invalid"


class LinkMapped(Conflict):
    """This account came from the groups of the identity provider, which would make another one for
    the same person. Take them out of the groups, or disable the account.
    """

    code = "link-mapped"


class LinkTaken(Conflict):
    """Somebody at the identity provider opens one account only, and this one opens another already.
    End that link first: tutela account unlink.
    """

    code = "link-taken"
