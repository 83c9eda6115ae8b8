"""The chart of `recall.py`: share found and median distance of every class, as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from docs.recall_classes import CLASSES
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docs.recall import Score
    from matplotlib.axes import Axes

FOLDER = Path(__file__).parent / "img"
RADIUS = 31


@dataclass(frozen=True)
class Scheme:
    """The colours of one kind of page."""

    name: str
    paper: str
    ink: str
    faint: str
    photographs: str
    drawings: str


SCHEMES = (
    Scheme("light", "#ffffff", "#1f2328", "#d1d9e0", "#0b57d0", "#b45309"),
    Scheme("dark", "#0d1117", "#f0f6fc", "#3d444d", "#79b8ff", "#ffb454"),
)
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "recall",
    "font.family": "sans-serif",
    "font.size": 10,
}


def write(photographs: Mapping[str, Score], drawings: Mapping[str, Score]) -> None:
    """Writes recall-light.svg and recall-dark.svg."""
    for scheme in SCHEMES:
        with mpl.rc_context(_STYLE):
            figure = _figure(scheme, photographs, drawings)
            figure.savefig(
                FOLDER / f"recall-{scheme.name}.svg",
                facecolor=scheme.paper,
                metadata={"Date": None, "Creator": "docs/recall.py"},
            )


def _figure(
    scheme: Scheme, photographs: Mapping[str, Score], drawings: Mapping[str, Score]
) -> Figure:
    figure = Figure(figsize=(10, 9.6))
    shares, distances = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for axes in (shares, distances):
        _prepare(axes, scheme)
    for kind, scores, colour, lift in (
        ("photographs", photographs, scheme.photographs, -0.16),
        ("drawings", drawings, scheme.drawings, 0.16),
    ):
        _draw(shares, distances, kind, scores, colour, lift, scheme)
    _finish(figure, shares, distances, (photographs, drawings), scheme)
    return figure


def _places() -> list[float]:
    """The height of each row: groups stand a little apart."""
    places, at = [], 0.0
    for one, other in zip(CLASSES, (CLASSES[0], *CLASSES), strict=False):
        at += 1.0 + 0.7 * (one.group != other.group)
        places.append(at)
    return places


def _prepare(axes: Axes, scheme: Scheme) -> None:
    axes.set_facecolor(scheme.paper)
    axes.grid(axis="x", color=scheme.faint, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=scheme.ink, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw(
    shares: Axes, distances: Axes, kind: str, scores: Mapping[str, Score], colour: str,
    lift: float, scheme: Scheme,
) -> None:  # fmt: skip
    places = [place + lift for place in _places()]
    found = [scores[one.name].share for one in CLASSES]
    shares.barh(places, found, 0.3, color=colour, label=f"found, {kind}")
    turned = [(p, scores[one.name].share_turned) for p, one in zip(places, CLASSES, strict=True)
              if one.turns]  # fmt: skip
    shares.barh(
        [place for place, _ in turned],
        [share for _, share in turned],
        0.3,
        facecolor="none",
        edgecolor=colour,
        linewidth=1.2,
        label=f"found with --dihedral, {kind}",
    )
    middle = [scores[one.name].distance for one in CLASSES]
    marker = "o" if kind == "photographs" else "D"
    distances.scatter(middle, places, 26, color=colour, marker=marker, edgecolor=scheme.paper)


def _finish(
    figure: Figure, shares: Axes, distances: Axes, measured: tuple[Mapping[str, Score], ...],
    scheme: Scheme,
) -> None:  # fmt: skip
    places = _places()
    shares.set_yticks(places, [one.name for one in CLASSES], color=scheme.ink)
    shares.set_ylim(places[-1] + 0.7, places[0] - 0.7)
    for place, one in zip(places, CLASSES, strict=True):
        if not one.turns and not any(scores[one.name].found for scores in measured):
            shares.text(1, place, "none", color=scheme.ink, fontsize=9, va="center")
    shares.set_xlim(0, 100)
    shares.set_xticks(range(0, 101, 25), [f"{share} %" for share in range(0, 101, 25)])
    shares.set_title("Share of copies found", color=scheme.ink, loc="left", fontsize=11)
    distances.set_xlim(-4, 140)
    distances.set_xticks([0, RADIUS, 64, 96, 128])
    distances.axvline(RADIUS, color=scheme.ink, linewidth=1.2, linestyle="--")
    title = f"Median distance (match: to {RADIUS})"
    distances.set_title(title, color=scheme.ink, loc="left", fontsize=11)
    figure.legend(
        *shares.get_legend_handles_labels(), loc="lower center", ncols=4, frameon=False,
        labelcolor=scheme.ink, fontsize=9, handlelength=1.2, columnspacing=1.4,
    )  # fmt: skip
    figure.subplots_adjust(left=0.2, right=0.985, top=0.955, bottom=0.085, wspace=0.12)
