"""Taking cases from the desk, leaving them to others, and choosing what the desk shows."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from tests.stage import BANKED, bytes_of

from tutela.casework import decisions
from tutela.casework.claims import service as claims
from tutela.casework.counting import KEPT, LONG, Counting
from tutela.casework.decisions import Judgement
from tutela.casework.only import EVERYTHING
from tutela.law.model import Finding
from tutela.web.pages import desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage


def bare(page: str) -> str:
    """A page without the marks around data."""
    return re.sub(r"</?bdi[^>]*>", "", page)


def subjects(page: str) -> list[str]:
    return re.findall(r'<a href="/cases/[^"]*">([^<]*)</a>', bare(page))


def numbers(page: str) -> dict[str, int]:
    """What the links of the desk say, and how many cases each promises."""
    found = re.findall(r'">([^<>]*) <span class="number">([\d,]*)</span></a>', bare(page))
    return {words: int(number.replace(",", "")) for words, number in found}


def links(page: str) -> list[tuple[str, int]]:
    """Where the links of the desk lead, and how many cases each promises."""
    found = re.findall(
        r'<a href="([^"]*)"[^>]*>[^<]* <span class="number">([\d,]*)</span>', bare(page)
    )
    return [(unescape(href), int(number.replace(",", ""))) for href, number in found]


def test_the_next_case_is_taken_by_one_button_and_is_mine(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit(account="kim")
    mira = visit("mira")
    answer = mira.sends("/desk/next")
    assert answer.headers["location"] == f"/cases/{case}?done=taken"
    page = mira.reads(f"/cases/{case}")
    assert "You work on this case. It is yours for 30 min" in page
    assert "with you" in mira.reads("/desk")
    assert "with mira" in visit("jonas").reads("/desk")
    assert mira.sends("/desk/next").headers["location"] == "/desk?done=none"
    assert "Nothing waits that you could take" in mira.reads("/desk?done=none")


def test_a_case_of_somebody_else_has_no_form_to_decide_and_says_who_works_on_it(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    mira, jonas = visit("mira"), visit("jonas")
    mira.sends("/desk/next")
    page = jonas.reads(f"/cases/{case}")
    assert "mira works on this case" in page
    assert "Record the decision" not in page
    refused = jonas.sends(f"/cases/{case}/take")
    assert refused.status_code == 409
    assert "Take another one" in refused.text


@pytest.mark.parametrize(
    ("form", "fields", "there"),
    [
        ("release", {}, "/desk?done=released"),
        ("skip", {"why": "strain"}, "/desk?done=skipped"),
        ("escalate", {"words": "I am not sure of the law"}, "/desk?done=escalated"),
    ],
)
def test_a_case_is_left_to_others_by_a_form(
    stage: Stage,
    visit: Callable[[str], Visitor],
    form: str,
    fields: dict[str, Any],
    there: str,
) -> None:
    case = stage.exact_hit()
    mira = visit("mira")
    mira.sends(f"/cases/{case}/take")
    assert mira.sends(f"/cases/{case}/{form}", **fields).headers["location"] == there
    assert "with you" not in mira.reads(there)


def test_what_is_refused_comes_back_with_its_input(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    mira, sara = visit("mira"), visit("sara")
    without = mira.sends(f"/cases/{case}/skip", words="my words")
    assert without.status_code == 400
    assert "my words</textarea>" in without.text
    assert 'id="skip-why-wrong"' in without.text
    nobody = sara.sends(f"/cases/{case}/reassign", name="nobody", words="for a reason")
    assert nobody.status_code == 404
    assert "for a reason</textarea>" in nobody.text
    assert mira.sends(f"/cases/{case}/reassign", name="jonas", words="x").status_code == 403


def test_a_senior_gives_a_case_to_somebody_by_a_form(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    visit("jonas")
    sara = visit("sara")
    sara.sends(f"/cases/{case}/reassign", name="jonas", words="you know this forum")
    assert "jonas works on this case" in sara.reads(f"/cases/{case}")


def test_notes_stand_with_the_case_but_why_somebody_skipped_only_for_them_and_seniors(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    mira, jonas, sara = visit("mira"), visit("jonas"), visit("sara")
    mira.sends(f"/cases/{case}/comment", words="<b>seen before</b>")
    mira.sends(f"/cases/{case}/skip", why="concerned", words="my neighbour")
    for person, told in ((mira, True), (sara, True), (jonas, False)):
        page = person.reads(f"/cases/{case}")
        assert "&lt;b&gt;seen before&lt;/b&gt;" in page
        assert "left it to others" in page
        assert ("my neighbour" in page) == told


def test_the_links_of_the_desk_choose_and_say_how_many_there_are(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    mine, free, seconding = (
        stage.exact_hit(account="mine"),
        stage.exact_hit(account="free"),
        stage.near_hit(account="seconding"),
    )
    mira, jonas = visit("mira"), visit("jonas")
    claims.take(stage.node, stage.actor("mira"), mine)
    made = Judgement(Finding.NOT_ABUSE_MATERIAL, "an everyday picture", seen_at_platform=True)
    decisions.decide(stage.node, stage.actor("jonas"), seconding, made)
    page = mira.reads("/desk")
    found = numbers(page)
    assert (found["With me"], found["Free"], found["For a second person"]) == (1, 1, 1)
    assert (found["Escalated"], found["Severity 6 to 8"], found["Severity 9 and 10"]) == (0, 3, 0)
    assert subjects(mira.reads("/desk?who=mine")) == ["mine"]
    assert subjects(mira.reads("/desk?who=free&grade=serious")) == ["free"]
    assert subjects(mira.reads("/desk?who=second")) == ["seconding"]
    assert subjects(jonas.reads("/desk?who=mine")) == []
    assert "No case is of this kind" in jonas.reads("/desk?who=mine")
    claims.escalate(stage.node, stage.actor("jonas"), free, words="why")
    assert subjects(mira.reads("/desk?who=escalated")) == ["free"]


def test_a_choice_shows_what_may_be_decided_without_looking(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    known = stage.exact_hit(account="known")
    stage.near_hit(account="near")
    stage.exact_hit(account="both")
    stage.near_hit(account="both")
    mira = visit("mira")
    assert subjects(mira.reads("/desk?look=not-needed")) == ["known"]
    assert numbers(mira.reads("/desk"))["Without looking"] == 1
    claims.take(stage.node, stage.actor("mira"), known)
    confirmed = Judgement(Finding.CONFIRMED, "a known picture", "stand-in")
    decisions.decide(stage.node, stage.actor("mira"), known, confirmed)
    assert subjects(mira.reads("/desk?look=not-needed")) == []
    assert subjects(mira.reads("/desk?look=not-needed&who=free")) == []


def test_every_link_of_the_desk_shows_as_many_cases_as_it_says(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    mira = visit("mira")
    stage.add_people("jonas")
    for number in range(4):
        stage.exact_hit(account=f"exact-{number}")
        stage.near_hit(account=f"near-{number}")
    claims.take(stage.node, stage.actor("mira"), stage.exact_hit(account="exact-1"))
    claims.take(stage.node, stage.actor("jonas"), stage.exact_hit(account="exact-2"))
    claims.escalate(stage.node, stage.actor("jonas"), stage.near_hit(account="near-3"), words="?")
    made = Judgement(Finding.NOT_ABUSE_MATERIAL, "an everyday picture", seen_at_platform=True)
    decisions.decide(stage.node, stage.actor("jonas"), stage.near_hit(account="near-0"), made)
    looked_at = 0
    for begin in ("/desk", "/desk?who=free", "/desk?grade=serious"):
        for href, number in links(mira.reads(begin)):
            assert len(subjects(mira.reads(href))) == number, (begin, href)
            looked_at += 1
    assert looked_at >= 3 * 9


def test_a_choice_of_a_surface_holds_together_with_the_others(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    stage.exact_hit(account="kim")
    mira = visit("mira")
    assert subjects(mira.reads("/desk?service=demo&surface=uploads&who=free")) == ["kim"]
    assert subjects(mira.reads("/desk?surface=elsewhere")) == []
    assert 'href="/desk?service=demo&amp;surface=uploads"' in mira.reads("/desk?surface=elsewhere")


@pytest.mark.parametrize("query", ["who=secret", "grade=9", "look=no", "after=now", "service=%00"])
def test_a_choice_that_is_none_is_refused(visit: Callable[[str], Visitor], query: str) -> None:
    assert visit("mira").opens(f"/desk?{query}").status_code == 400


@pytest.mark.parametrize("show", ["open", "closed"])
def test_a_long_desk_goes_on_where_the_part_before_ended(
    stage: Stage,
    visit: Callable[[str], Visitor],
    monkeypatch: pytest.MonkeyPatch,
    show: str,
) -> None:
    monkeypatch.setattr(desk, "PART", 2)
    names = ["a", "b", "c", "d", "e"]
    jonas = visit("jonas")
    for name in names:
        case = stage.case_of(stage.comes_in(bytes_of(BANKED[0]), name, name))
        if show == "closed":
            made = Judgement(Finding.NOT_ABUSE_MATERIAL, "an everyday picture")
            decisions.decide(stage.node, stage.actor("jonas"), case, made)
    seen: list[str] = []
    path: str | None = f"/desk?show={show}"
    while path:
        page = jonas.reads(path)
        seen += subjects(page)
        found = re.search(r'href="([^"]*)" rel="next"', page)
        path = unquote(found[1].replace("&amp;", "&")).replace("+", "%2B") if found else None
    assert seen == (names if show == "open" else names[::-1])


def test_a_long_queue_is_counted_every_few_seconds_and_a_short_one_for_every_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_people("mira")
    mira, seconds = stage.actor("mira"), [0.0]
    counting = Counting(stage.node, monotonic=lambda: seconds[0])
    stage.exact_hit(account="one")
    assert counting.counts(mira).of(EVERYTHING) == 1
    stage.exact_hit(account="two")
    assert counting.counts(mira).of(EVERYTHING) == 2
    assert LONG > 2
    monkeypatch.setattr("tutela.casework.counting.LONG", 2)
    counting.counts(mira)
    claims.take(stage.node, mira, stage.exact_hit(account="three"))
    assert counting.counts(mira).of(EVERYTHING) == 2
    assert sum(one.cases for one in counting.counts(mira).mine) == 1, "my own are always new"
    seconds[0] += KEPT
    assert counting.counts(mira).of(EVERYTHING) == 3
