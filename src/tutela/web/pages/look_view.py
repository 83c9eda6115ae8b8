"""A step of a look as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.detection.sandbox.reveal import Reveal
from tutela.web.pages.words import short
from tutela.web.shell import SHORT_ID

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.web.pages.previews import Look

STEPS: Final = tuple(Reveal)
TITLES: Final = {
    Reveal.TILES: "Coarse tiles",
    Reveal.GREY: "Shades of grey",
    Reveal.COLOUR: "Colour",
}
_NEXT: Final = {Reveal.TILES: "Show it in grey", Reveal.GREY: "Show it in colour"}
_AGAIN: Final = {
    Reveal.TILES: "Show the tiles again",
    Reveal.GREY: "Show it in grey again",
    Reveal.COLOUR: "Show it in colour again",
}
_ALT: Final = {
    Reveal.TILES: "in coarse tiles of grey",
    Reveal.GREY: "in shades of grey",
    Reveal.COLOUR: "in colour",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what it is, what it can go on to, and where its forms lead."""

    title: str
    number: int
    steps: int
    name: str
    purpose: str
    seconds: int
    alt: str
    caption: str
    case: str
    address: str
    again: tuple[str, str]
    further: tuple[str, str] | None
    parts: tuple[str, ...]
    longer: str


def step_view(look: Look, word: str) -> StepView:
    """The view of a step that waits, or has been seen."""
    number = STEPS.index(look.step) + 1
    case = f"/cases/{look.case_id}"
    what = _what(look)
    further = _NEXT.get(look.step)
    return StepView(
        title=TITLES[look.step],
        number=number,
        steps=len(STEPS),
        name=look.name,
        purpose=look.purpose,
        seconds=look.seconds,
        alt=f"{what}, small, {_ALT[look.step]}. What it shows is not described.",
        caption=f"{what}, small, {_ALT[look.step]}.",
        case=case,
        address=f"{case}/items/{look.item_id}/look/{word}",
        again=(look.step.value, _AGAIN[look.step]),
        further=(STEPS[number].value, further) if further else None,
        parts=tuple(str(one) for one in look.parts),
        longer=str(look.way[-2]) if len(look.way) > 1 else "",
    )


def _what(look: Look) -> str:
    if look.stretch:
        found = "1 still" if look.stills == 1 else f"{look.stills} stills"
        return f"A grid of {found} of the film, from {look.stretch}, without sound"
    return f"A grid of {look.stills} stills of what moves" if look.stills > 1 else "The item"


def mark_of(node: Node, actor: Actor, at: datetime) -> str:
    """What stands in the points of a picture: who sees it, where and when.

    The mark is drawn with Latin letters; of a name in others the account's id tells who it is.
    """
    who = actor.name if actor.name.isascii() else f"account {short(actor.id)}"
    return f"{who}, node {str(node.identity.id)[-SHORT_ID:]}, {at:%Y-%m-%d %H:%M} UTC"
