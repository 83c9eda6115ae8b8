"""Who gains by an act: they are nobody's second person for it. A table over all acts.

Whoever asks is never the other person either (`answering`). What gives rights to a program, or
makes an account that nobody has yet, gives nothing to an account that could answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.platform.accounts import store as accounts
from tutela.platform.approvals.model import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from tutela.platform.approvals.model import Asked

    Gainers = Callable[[Connection, str], frozenset[str]]


def _nobody(_: Connection, __: str) -> frozenset[str]:
    return frozenset()


def _named(_: Connection, subject: str) -> frozenset[str]:
    """The account whose id the subject begins with."""
    return frozenset({subject.partition(":")[0]})


def _holders(connection: Connection, subject: str) -> frozenset[str]:
    """Whoever holds the role that the subject begins with now, or would if they were let in."""
    role = subject.partition(":")[0]
    return frozenset(str(one.id) for one in accounts.accounts(connection) if role in one.roles)


GAINERS: Final[Mapping[Act, Gainers]] = {
    Act.POLICY: _nobody,
    Act.WEBHOOK: _nobody,
    Act.ACTIVATION: _nobody,
    Act.ACCOUNT: _nobody,
    Act.GRANT: _named,
    Act.ROLE: _holders,
    Act.KEY: _nobody,
    Act.EXPORT: _nobody,
    Act.SEND: _nobody,
    Act.SECOND: _nobody,
    Act.ALONE: _nobody,
    Act.RECALL: _nobody,
    Act.LIFT: _nobody,
    Act.SETTINGS: _nobody,
    Act.FINGERPRINT: _nobody,
    Act.ORDER: _nobody,
    Act.GIVE: _nobody,
    Act.MISUSE: _nobody,
    Act.PUBLISH: _nobody,
    Act.PEER: _nobody,
    Act.COURT: _nobody,
}


def gainers(connection: Connection, asked: Asked) -> frozenset[str]:
    """The ids of the accounts that gain something once this is done."""
    return GAINERS[asked.act](connection, asked.subject)
