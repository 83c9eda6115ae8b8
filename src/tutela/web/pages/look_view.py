"""A step of a look as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.detection.sandbox.reveal import Reveal
from tutela.signals.stretch import clock
from tutela.texts.phrase import phrase, several
from tutela.web.pages.words import short
from tutela.web.shell import SHORT_ID

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.signals.stretch import Stretch
    from tutela.web.pages.previews import Look

STEPS: Final = tuple(Reveal)
TITLES: Final = {
    Reveal.TILES: phrase("Coarse tiles"),
    Reveal.GREY: phrase("Shades of grey"),
    Reveal.COLOUR: phrase("Colour"),
}
_NEXT: Final = {Reveal.TILES: phrase("Show it in grey"), Reveal.GREY: phrase("Show it in colour")}
_AGAIN: Final = {
    Reveal.TILES: phrase("Show the tiles again"),
    Reveal.GREY: phrase("Show it in grey again"),
    Reveal.COLOUR: phrase("Show it in colour again"),
}
_ALT: Final = {
    Reveal.TILES: phrase("in coarse tiles of grey"),
    Reveal.GREY: phrase("in shades of grey"),
    Reveal.COLOUR: phrase("in colour"),
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
        alt=phrase(
            "{what}, small, {step}. What it shows is not described.",
            what=what,
            step=_ALT[look.step],
        ),
        caption=phrase("{what}, small, {step}.", what=what, step=_ALT[look.step]),
        case=case,
        address=f"{case}/items/{look.item_id}/look/{word}",
        again=(look.step.value, _AGAIN[look.step]),
        further=(STEPS[number].value, further) if further else None,
        parts=tuple(_said(one) for one in look.parts),
        longer=_said(look.way[-2]) if len(look.way) > 1 else "",
    )


def _what(look: Look) -> str:
    if look.stretch:
        return several(
            look.stills,
            "A grid of {n} still of the film, from {stretch}, without sound",
            "A grid of {n} stills of the film, from {stretch}, without sound",
            stretch=_said(look.stretch),
        )
    if look.stills > 1:
        return phrase("A grid of {stills} stills of what moves", stills=look.stills)
    return phrase("The item")


def _said(stretch: Stretch) -> str:
    """A stretch in words: "0:30 to 1:00"."""
    return phrase("{start} to {end}", start=clock(stretch.start), end=clock(stretch.end))


def mark_of(node: Node, actor: Actor, at: datetime) -> str:
    """What stands in the points of a picture: who sees it, where and when.

    The mark is drawn with Latin letters; of a name in others the account's id tells who it is.
    """
    who = actor.name if actor.name.isascii() else phrase("account {id}", id=short(actor.id))
    return phrase(
        "{who}, node {identity}, {at:%Y-%m-%d %H:%M} UTC",
        who=who,
        identity=str(node.identity.id)[-SHORT_ID:],
        at=at,
    )
