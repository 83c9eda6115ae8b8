"""The page of misuse: who stands out, and who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.screens.misuse import play_misuse

from tutela.redress.misuse import telling

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


def test_somebody_is_warned_suspended_and_freed_on_the_pages(
    stage: Stage, visit: Callable[[str], Visitor], events: Callable[[str], list[Any]]
) -> None:
    sara, mira = visit("sara"), visit("mira")
    giver = play_misuse(stage.node, stage.actor("mira"), "A crawler <b>")
    value = f"notices|{giver.service}|{giver.key_id}|"
    wrong = sara.sends(PAGE, page=PAGE, party="x", gravity="a", intention="b", told="c")
    assert (wrong.status_code, "Name one of those" in wrong.text) == (400, True)
    empty = sara.sends(PAGE, page=PAGE, party=value, gravity="", intention="b", told="c <i>")
    assert "c &lt;i&gt;" in empty.text
    done = sara.sends(PAGE, page=PAGE, party=value, gravity="grave", intention="b", told="c <i>")
    one = done.headers["location"].partition("?")[0]
    assert "not known yet" in sara.reads(one)
    assert sara.sends(PAGE, page=PAGE, party=value, gravity="a", intention="b",
                      told="c").status_code == 409  # fmt: skip
    early = sara.sends(f"{one}/suspend", page=one, days="5", words="again", reason="again")
    assert (early.status_code, "arrived" in early.text) == (409, True)
    for days in ("", "x", "-1", "9999", "٣"):
        assert sara.sends(f"{one}/suspend", page=one, days=days, words="a",
                          reason="b").status_code == 400  # fmt: skip
    assert telling.for_key(stage.node, giver.actor)
    assert sara.sends(f"{one}/object", page=one, words="We were right").status_code == 303
    hand = sara.sends(f"{one}/uphold", page=one, words="no")
    assert (hand.status_code, "had a hand" in hand.text) == (403, True)
    assert "We were right" in sara.reads(one)
    assert mira.sends(f"{one}/lift", page=PAGE, words="x").status_code == 403
    assert "Warn somebody" not in mira.reads(PAGE)
    assert sara.sends(f"{one}/lift", page=one, words="").status_code == 400
    assert sara.sends(f"{one}/lift", page=one, words="mended").status_code == 303
    assert "Over since" in sara.reads(one)
    assert events("misuse:view")
    nobody = f"{PAGE}/{UUID(int=0)}"
    assert sara.opens(nobody).status_code == 404
    assert sara.sends(f"{nobody}/lift", page=PAGE, words="x").status_code == 404
