"""The page of misuse: who stands out, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.screens.misuse import play_misuse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

PAGE = "/misuse"


def test_whoever_stands_out_is_shown_with_the_facts_that_the_law_names(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    sara = visit("sara")
    assert "Nobody stands out" in sara.reads(PAGE)
    stage.add_people("mira")
    play_misuse(stage.node, stage.actor("mira"), "A crawler <b>")
    shown = sara.reads(PAGE)
    assert "A crawler &lt;b&gt;" in shown
    assert "stands out" in shown
    assert "100 % of 5 decided" in shown
    assert "Pictures or films of the sexual abuse of a child" in shown
    assert "5 or more within 180 days that are 50 % or more" in shown
    assert f'href="{PAGE}"' in sara.reads("/notices")
    assert f'href="{PAGE}"' in sara.reads("/complaints")


def test_an_administrator_sees_no_account(visit: Callable[[str], Visitor]) -> None:
    assert visit("ada").opens(PAGE).status_code == 403
