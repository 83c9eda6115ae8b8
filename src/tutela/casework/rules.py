"""Who must look at an item, and when a second person must agree, before a finding counts. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.consequence import CONSEQUENCES, Asking
from tutela.platform.services.model import SecondPerson

if TYPE_CHECKING:
    from tutela.law.model import Finding


def asks_second(
    finding: Finding, policy: SecondPerson, *, exact: bool, guarded: bool = False
) -> bool:
    """Whether a second person must agree to `finding` on an item that is an exact hit or not.

    `guarded`: a child may have made or shared it, or the account may be a child's; then one must,
    whatever the policy.
    """
    asked = CONSEQUENCES[finding].second
    if asked is not Asking.BY_RULE:
        return asked is Asking.ALWAYS
    if guarded:
        return True
    return policy is SecondPerson.ALWAYS or (policy is SecondPerson.NEAR and not exact)


def asks_look(finding: Finding, *, exact: bool, restores: bool) -> bool:
    """Whether who finds this must have seen the item.

    `restores`: the finding brings back what a wrong indicator caused, which needs no look.
    """
    asked = CONSEQUENCES[finding].look
    if asked is not Asking.BY_RULE:
        return asked is Asking.ALWAYS
    return not exact and not restores
