"""Every page can be used by everybody: no grave barrier, in any light, at any width."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.stage import BANKED, STRANGER, bytes_of

from tutela.casework import decisions, holds
from tutela.casework.decisions import Judgement
from tutela.law.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.browser.person import Person
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock

WIDE = {"width": 1280, "height": 900}
LIGHTS: dict[str, dict[str, Any]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
}
CONTRASTS: dict[str, dict[str, Any]] = {
    "high contrast": {"viewport": WIDE, "contrast": "more"},
    "high contrast dark": {"viewport": WIDE, "contrast": "more", "color_scheme": "dark"},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
}
LONG = "a-very-long-name-without-any-break-" * 6


@dataclass
class Play:
    """Cases in every state there is."""

    stage: Stage
    clock: ManualClock
    cases: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stage = self.stage
        stage.add_people("jonas", "sara")
        jonas, sara = stage.actor("jonas"), stage.actor("sara")
        overdue = stage.exact_hit(account="overdue", name=LONG)
        self.clock.advance(timedelta(hours=73))
        holds.raise_alarms(stage.node)
        several = stage.exact_hit(account=LONG)
        stage.near_hit(account=LONG, name=LONG)
        seconding = stage.near_hit(account="seconding")
        proposed = Judgement(Finding.CONFIRMED, "it is", "stand-in", seen_at_platform=True)
        decisions.decide(stage.node, jonas, seconding, proposed)
        reversed_ = stage.exact_hit(account="reversed")
        [made] = decisions.decide(stage.node, jonas, reversed_, proposed)
        rejected = Judgement(Finding.NOT_ABUSE_MATERIAL, "it is not")
        decisions.reverse(stage.node, sara, reversed_, made.item_id, rejected)
        wrong = stage.case_of(stage.comes_in(bytes_of(BANKED[2]), "wrong", "photo-3"))
        stage.proves_wrong(BANKED[2])
        for number, data in enumerate([bytes_of(STRANGER), b"no picture", b""]):
            stage.comes_in(data, "kim", f"other-{number}")
        stage.program.counters.flush()
        self.cases = {
            "overdue": overdue,
            "several": several,
            "seconding": seconding,
            "reversed": reversed_,
            "wrong": wrong,
        }


@pytest.fixture
def play(stage: Stage, clock: ManualClock) -> Play:
    return Play(stage, clock)


@pytest.mark.parametrize("contrast", CONTRASTS)
def test_desk_and_case_have_no_grave_barrier_in_high_contrast(
    play: Play, person: Callable[..., Person], contrast: str
) -> None:
    sara = person("sara", **CONTRASTS[contrast])
    for path in ("/desk", *(f"/cases/{play.cases[name]}" for name in ("several", "reversed"))):
        assert sara.goes_to(path).barriers() == [], path


@pytest.mark.parametrize("window", LIGHTS)
def test_the_forms_that_were_refused_and_the_previews_have_no_grave_barrier(
    play: Play, person: Callable[..., Person], window: str
) -> None:
    mira = person("mira", **LIGHTS[window])
    mira.goes_to(f"/cases/{play.cases['several']}").clicks("Record the decision")
    assert "No item is ticked." in mira.reads()
    assert mira.barriers() == []
    mira.page.locator("#decide input[type=checkbox]").first.check()
    mira.clicks("Record the decision")
    assert "Say what you found" in mira.reads()
    assert mira.barriers() == []
    mira.goes_to(f"/cases/{play.cases['seconding']}").clicks("Record your answer")
    assert "Say whether you agree." in mira.reads()
    assert mira.barriers() == []
    mira.goes_to(f"/cases/{play.cases['seconding']}").looks_at(1, "compare")
    assert mira.barriers() == []
    mira.clicks("Show it in colour")
    assert mira.barriers() == []


@pytest.mark.parametrize("window", LIGHTS)
def test_the_log_and_its_report_have_no_grave_barrier(
    play: Play, person: Callable[..., Person], window: str
) -> None:
    ada = person("ada", **LIGHTS[window])
    assert play.cases
    ada.goes_to("/log")
    assert ada.barriers() == []
    ada.clicks("Verify the whole log")
    assert "The report" in ada.reads()
    assert ada.barriers() == []
