"""What a case's page says of material that children themselves may have made or shared. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.casework.children import Circumstance
from tutela.law.support import support
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutela.law.support import Contact
    from tutela.platform.actor import Actor
    from tutela.web.pages.case_view import ItemView


@dataclass(frozen=True, slots=True)
class SupportText:
    """What the platform is asked to show in one circumstance."""

    sentence: str
    text: str


@dataclass(frozen=True, slots=True)
class ChildrenPanel:
    """The marks of a case, and the choices of whoever may set one."""

    may_mark: bool
    marked: bool
    recallable: bool  # a mark is there, or was and is off
    choices: tuple[tuple[str, str], ...]
    texts: tuple[SupportText, ...]  # for the circumstances of this case
    contacts: tuple[Contact, ...]
    source: str  # where the contacts were read


def children_panel(actor: Actor, items: Sequence[ItemView]) -> ChildrenPanel:
    """The panel for `actor`."""
    found = {one.fact.circumstance for one in items}
    said = [one for one in Circumstance if one in found]
    return ChildrenPanel(
        may_mark=actor.may(Permission.CASE_DECIDE),
        marked=bool(said),
        recallable=any(one.fact.marked for one in items),
        choices=tuple((one.value, one.sentence) for one in Circumstance),
        texts=tuple(SupportText(one.sentence, support().texts[one.value]) for one in said),
        contacts=support().contacts,
        source=support().source,
    )
