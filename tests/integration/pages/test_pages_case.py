"""A case's page: facts first, every decision for good, and forms that lose nobody's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.stage import BANKED, BOSS, bytes_of, signals_of

from tutela.casework import decisions
from tutela.casework.decisions import Judgement
from tutela.casework.queue import list_cases, show_case
from tutela.demonstration import POLICY, SERVICE, UPLOADS
from tutela.detection.given import signals_from
from tutela.detection.model import Incoming
from tutela.law.model import Finding
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    import httpx
    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

WORDS = "I compared it with the listed picture & I am sure"
CONFIRM = {"finding": "confirmed", "label": "stand-in", "reason": WORDS}
REJECT = {"finding": "not-abuse-material", "reason": WORDS}


def items_of(stage: Stage, case: UUID) -> list[str]:
    """The ids of a case's items, in the order of its page."""
    found = show_case(stage.node, stage.actor("mira"), case, purpose="test")
    return [str(item.id) for item in found.items]


def decides(who: Visitor, stage: Stage, case: UUID, **fields: Any) -> httpx.Response:
    fields.setdefault("items", items_of(stage, case))
    return who.sends(f"/cases/{case}/decide", **fields)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def mira(visit: Callable[[str], Visitor]) -> Visitor:
    """A reviewer."""
    return visit("mira")


def test_opening_a_case_is_a_look_with_a_purpose(
    stage: Stage, mira: Visitor, events: Callable[[str], list[Any]]
) -> None:
    case = stage.exact_hit()
    mira.reads(f"/cases/{case}")
    [row] = events("case:view")
    assert (row.subject_id, row.purpose) == (str(case), "review the case")
    assert row.actor_id == stage.actor("mira").id


def test_a_case_shows_facts_and_no_picture(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit(name="photo-1")
    page = mira.reads(f"/cases/{case}")
    said = text_of(page)
    assert "Exact hit in demo : labelled stand-in (tutela-demo), from a photographer" in said
    assert "hold ends in 72 h" in said
    assert "The platform's id photo-1" in said
    assert "<img" not in page


def test_a_hit_by_one_digest_alone_is_called_neither_exact_nor_near(
    stage: Stage, mira: Visitor
) -> None:
    stage.program.coverage.renew()
    stage.program.index.refresh()
    uploaded = Incoming(SERVICE, UPLOADS, "kim", "photo-3")
    given = signals_from(md5=signals_of(bytes_of(BANKED[0])).md5)
    case = stage.case_of(stage.program.scanner.match(BOSS, uploaded, given))
    assert "Hit by one digest or address in demo :" in text_of(mira.reads(f"/cases/{case}"))


def test_an_exact_hit_is_decided_without_being_seen_and_the_page_says_so(
    stage: Stage, mira: Visitor
) -> None:
    case = stage.exact_hit()
    assert "you can decide it without seeing it" in mira.reads(f"/cases/{case}")
    answer = decides(mira, stage, case, **CONFIRM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case}?done=decided")
    said = text_of(mira.reads(answer.headers["location"]))
    assert "Your decision is recorded and takes effect." in said
    assert "Confirmed ● in force" in said
    assert "Decided without looking at it." in said
    assert "remove … waits for a webhook" in said
    assert "Nobody has decided yet" not in said


def test_a_near_hit_nobody_saw_is_refused_and_every_word_stays(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit()
    answer = decides(mira, stage, case, **CONFIRM)
    assert answer.status_code == 409
    page = answer.text
    assert "no exact hit and that you have not looked at" in page
    assert "I compared it with the listed picture &amp; I am sure</textarea>" in page
    assert 'value="confirmed" checked' in page
    assert '<option value="stand-in" selected>' in page
    [item] = items_of(stage, case)
    assert f'value="{item}" checked' in page


def test_who_says_they_saw_it_at_the_platform_may_confirm_a_near_hit(
    stage: Stage, mira: Visitor
) -> None:
    case = stage.near_hit()
    answer = decides(mira, stage, case, seen="yes", **CONFIRM)
    said = text_of(mira.reads(answer.headers["location"]))
    assert "It takes effect once a second person agrees." in said
    assert "Says to have looked at it at the platform." in said
    assert "You proposed a decision on item 1 . A second person must be somebody else." in said
    assert "Record your answer" not in said


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({**CONFIRM, "items": []}, "No item is ticked.", "items"),
        ({**CONFIRM, "items": ["no id"]}, "No item is ticked.", "items"),
        ({**CONFIRM, "finding": ""}, "Say what you found", "finding"),
        ({**CONFIRM, "finding": "made-up"}, "Say what you found", "finding"),
        ({**REJECT, "finding": "age-ambiguous"}, "must have looked, exact hit or not", "seen"),
        ({**CONFIRM, "label": ""}, "To confirm, choose the label", "label"),
        ({**CONFIRM, "label": "made-up"}, "is no label of the scheme tutela-demo", "label"),
        ({**CONFIRM, "reason": " \n"}, "A decision needs a reason in words.", "reason"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    stage: Stage, mira: Visitor, fields: dict[str, Any], sentence: str, field: str
) -> None:
    case = stage.exact_hit()
    answer = decides(mira, stage, case, **fields)
    assert answer.status_code == (409 if field == "seen" else 400)
    assert f'id="decide-{field}-wrong">' in answer.text
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert "Nobody has decided yet" in answer.text


def test_an_item_of_another_case_is_refused(stage: Stage, mira: Visitor) -> None:
    one, other = stage.exact_hit(account="kim"), stage.near_hit(account="lou")
    answer = decides(mira, stage, one, **(CONFIRM | {"items": items_of(stage, other)}))
    assert answer.status_code == 404
    assert "Nobody has decided yet" in mira.reads(f"/cases/{other}")


def test_deciding_twice_is_refused_on_the_page(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    assert decides(mira, stage, case, **REJECT).status_code == 303
    answer = decides(mira, stage, case, **REJECT)
    assert answer.status_code == 409
    assert "cannot be" in answer.text


def test_only_the_ticked_items_are_decided(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit(name="photo-1")
    stage.comes_in(bytes_of(BANKED[2]), "kim", "photo-2")
    page = mira.reads(f"/cases/{case}")
    assert "checked" not in page
    one, other = items_of(stage, case)
    assert mira.reads(f"/cases/{case}?tick=all").count(" checked") == 2
    decides(mira, stage, case, **(REJECT | {"items": [other]}))
    after = mira.reads(f"/cases/{case}").partition('id="decide"')[2]
    assert f'value="{one}" checked' in after, "the only one left is ticked already"
    assert f'name="items" value="{other}"' not in after


def test_a_mixed_decision_says_what_waits(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    stage.near_hit()
    answer = decides(mira, stage, case, seen="yes", **REJECT)
    assert answer.headers["location"].endswith("?done=partly")
    assert "On some items it takes effect" in mira.reads(answer.headers["location"])


def propose(stage: Stage, case: UUID, by: str = "jonas") -> None:
    stage.add_people(by)
    made = Judgement(Finding.CONFIRMED, "it is the listed one", "stand-in", seen_at_platform=True)
    decisions.decide(stage.node, stage.actor(by), case, made)


def test_a_second_person_agrees_and_it_takes_effect(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit()
    propose(stage, case)
    assert "jonas proposes <strong" in " ".join(mira.reads(f"/cases/{case}").split())
    answer = mira.sends(
        f"/cases/{case}/second", items=items_of(stage, case), answer="agree", reason=WORDS
    )
    assert answer.headers["location"] == f"/cases/{case}?done=agreed"
    said = text_of(mira.reads(answer.headers["location"]))
    assert "Seconded by mira" in said
    assert "Confirmed ● in force" in said


def test_a_second_person_declines_and_the_item_waits_again(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit()
    propose(stage, case)
    answer = mira.sends(
        f"/cases/{case}/second", items=items_of(stage, case), answer="decline", reason=WORDS
    )
    said = text_of(mira.reads(answer.headers["location"]))
    assert "You declined: the items wait for a decision again." in said
    assert "Declined by mira" in said
    assert "Record the decision" in said


def test_an_answer_that_is_missing_is_said_and_the_reason_stays(
    stage: Stage, mira: Visitor
) -> None:
    case = stage.near_hit()
    propose(stage, case)
    answer = mira.sends(f"/cases/{case}/second", items=items_of(stage, case), reason=WORDS)
    assert answer.status_code == 400
    assert "Say whether you agree." in answer.text
    assert "I compared it with" in answer.text


def test_who_agrees_that_an_age_cannot_be_told_says_that_they_looked(
    stage: Stage, mira: Visitor
) -> None:
    case = stage.near_hit()
    stage.add_people("jonas")
    made = Judgement(Finding.AGE_AMBIGUOUS, "seventeen or twenty", seen_at_platform=True)
    decisions.decide(stage.node, stage.actor("jonas"), case, made)
    fields: dict[str, Any] = {"items": items_of(stage, case), "answer": "agree", "reason": WORDS}
    refused = mira.sends(f"/cases/{case}/second", **fields)
    assert refused.status_code == 409
    assert "must have looked, exact hit or not" in refused.text
    assert 'name="seen"' in refused.text
    assert mira.sends(f"/cases/{case}/second", seen="yes", **fields).status_code == 303


def test_nobody_seconds_what_they_proposed(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit()
    propose(stage, case, by="mira")
    answer = mira.sends(
        f"/cases/{case}/second", items=items_of(stage, case), answer="agree", reason=WORDS
    )
    assert answer.status_code == 403
    assert "somebody else than the one who decided" in answer.text


def test_a_reversal_is_as_visible_as_the_decision(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    decides(mira, stage, case, **CONFIRM)
    sara = visit("sara")
    assert "Reverse the decision on item 1" in sara.reads(f"/cases/{case}")
    answer = sara.sends(
        f"/cases/{case}/reverse",
        items=items_of(stage, case),
        finding="not-abuse-material",
        reason="the listed picture was mistaken",
    )
    assert answer.headers["location"] == f"/cases/{case}?done=reversed"
    page = mira.reads(f"/cases/{case}")
    said = text_of(page)
    assert "Confirmed ↺ reversed" in said
    assert "Reversed by decision 2." in said
    assert "Reversal: rejected as not abuse material ● in force" in said
    assert "Reverses decision 1." in said
    assert "the listed picture was mistaken" in said
    assert "restore … waits for a webhook" in said
    assert page.count('class="made ') == 2


def test_a_refused_reversal_comes_back_open_with_its_words(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    decides(mira, stage, case, **REJECT)
    answer = visit("sara").sends(
        f"/cases/{case}/reverse", items=items_of(stage, case), finding="confirmed", reason=WORDS
    )
    assert answer.status_code == 400
    assert '<details class="reverse" open>' in answer.text
    assert "To confirm, choose the label" in answer.text
    assert "I compared it with" in answer.text


def test_a_reviewer_is_not_offered_a_reversal(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    decides(mira, stage, case, **CONFIRM)
    assert "Reverse the decision" not in mira.reads(f"/cases/{case}")


def test_a_wrong_indicator_is_said_and_nothing_is_known_any_more(
    stage: Stage, mira: Visitor
) -> None:
    case = stage.exact_hit()
    decides(mira, stage, case, **CONFIRM)
    stage.proves_wrong(BANKED[0])
    [successor] = list_cases(stage.node, stage.actor("mira"))
    said = text_of(mira.reads(f"/cases/{successor.id}"))
    assert "an earlier case about the same" in said
    assert "Restoration is proposed." in said
    assert "indicator withdrawn: wrong" in said
    assert "without seeing it" not in said


def test_where_only_facts_are_kept_the_page_says_where_the_bytes_are(
    stage: Stage, mira: Visitor
) -> None:
    policy = Policy(scheme=POLICY.scheme)
    declare_service(stage.node, BOSS, SERVICE, title="Demo platform", policy=policy)
    page = mira.reads(f"/cases/{stage.exact_hit()}")
    assert "Nothing is kept here; the bytes stay with the platform." in page
    assert "Look at item" not in page


def test_what_a_reviewer_must_not_see_is_not_there(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    page = visit("mira").reads(f"/cases/{case}")
    assert "wrapped_key" not in page
    assert "objects/" not in page


def test_the_page_says_when_a_second_person_is_needed(stage: Stage, mira: Visitor) -> None:
    exact = stage.exact_hit(account="kim")
    assert "Your decision takes effect at once." in mira.reads(f"/cases/{exact}")
    near = stage.near_hit(account="lou")
    assert "A second person must agree before your" in mira.reads(f"/cases/{near}")
    stage.near_hit(account="kim")
    assert "For an item that is no exact hit: a second person" in mira.reads(f"/cases/{exact}")


def test_an_unknown_word_in_the_address_is_not_repeated(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    assert "You have won" not in mira.reads(f"/cases/{case}?done=You+have+won")


def test_what_each_finding_will_do_is_said_before_it_is_chosen(stage: Stage, mira: Visitor) -> None:
    said = text_of(mira.reads(f"/cases/{stage.exact_hit()}"))
    for sentence in (
        "Your decision takes effect at once. The platform is asked to remove it.",
        "It joins the draft of a report for each recipient.",
        "It stays kept from view until",
        "Nobody is told of it as child sexual abuse material",
        "The platform is told in words what to decide by its own process.",
        "Another person must look.",
        "A senior reviewer can reverse it; both decisions stay visible.",
    ):
        assert sentence in said


def test_who_is_unsure_leaves_it_to_another_person(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    answer = decides(mira, stage, case, finding="unsure", reason=WORDS)
    assert answer.headers["location"].endswith("?done=passed")
    said = text_of(mira.reads(answer.headers["location"]))
    assert "It is left to another person. You cannot decide it now." in said
    assert "You were unsure about item 1 . Another person decides it." in said
    assert "Record the decision" not in said
    assert f'/cases/{case}/take"' not in mira.reads(f"/cases/{case}")
    assert decides(mira, stage, case, **REJECT).status_code == 409
    jonas = visit("jonas")
    assert "waits for another person" in jonas.reads(f"/cases/{case}")
    assert decides(jonas, stage, case, **REJECT).status_code == 303
    assert "Could not decide" in jonas.reads(f"/cases/{case}")


def test_an_age_nobody_can_tell_goes_to_a_second_person_and_is_kept_until_its_clock(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    answer = decides(mira, stage, case, finding="age-ambiguous", reason=WORDS, seen="yes")
    assert answer.headers["location"].endswith("?done=proposed")
    jonas = visit("jonas")
    assert "proposes <strong>the age cannot be told" in " ".join(
        jonas.reads(f"/cases/{case}").split()
    )
    jonas.sends(
        f"/cases/{case}/second",
        items=items_of(stage, case),
        answer="agree",
        reason=WORDS,
        seen="yes",
    )
    said = text_of(jonas.reads(f"/cases/{case}"))
    assert "■ kept from view ≈ age cannot be told" in said
    assert "hold ends in 72 h" in said
    assert "hand over … waits for a webhook" in said
    sara = visit("sara")
    page = text_of(sara.reads(f"/cases/{case}"))
    assert "Reverse the decision on item 1" in page
    answer = sara.sends(
        f"/cases/{case}/reverse",
        items=items_of(stage, case),
        finding="other-illegal",
        reason=WORDS,
        seen="yes",
    )
    assert answer.status_code == 303
    assert "§ another crime" in text_of(sara.reads(f"/cases/{case}"))


def test_a_reversal_without_a_finding_is_said_beside_it(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    decides(mira, stage, case, **CONFIRM)
    sara = visit("sara")
    for finding, status in (("", 400), ("unsure", 400), ("confirmed", 400)):
        answer = sara.sends(
            f"/cases/{case}/reverse", items=items_of(stage, case), finding=finding, reason=WORDS
        )
        assert answer.status_code == status
        assert "I compared it with" in answer.text


def test_what_a_child_may_have_made_is_marked_and_support_stands_first(
    stage: Stage, mira: Visitor, visit: Callable[[str], Visitor]
) -> None:
    case = stage.exact_hit()
    items = items_of(stage, case)
    answer = mira.sends(
        f"/cases/{case}/mark",
        items=items,
        circumstance="coerced",
        childs_account="yes",
        reason="threats",
    )
    assert answer.headers["location"] == f"/cases/{case}?done=marked"
    said = text_of(mira.reads(answer.headers["location"]))
    assert "Somebody may have coerced or blackmailed a child into making it." in said
    assert "Child helpline : 116 111" in said
    assert "A second person must agree before your decision takes effect." in said
    assert "no ban is proposed unless you choose one" in said
    assert "mira said how a child may have made or shared it" in said
    assert "A child may be coerced" in text_of(mira.reads("/desk"))
    off = mira.sends(f"/cases/{case}/mark", items=items, circumstance="none", reason="an adult")
    assert off.status_code == 403
    assert "somebody else" in off.text
    gone = visit("jonas").sends(
        f"/cases/{case}/mark", items=items, circumstance="none", reason="an adult"
    )
    assert gone.headers["location"] == f"/cases/{case}?done=unmarked"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"items": []}, "No item is ticked."),
        ({"circumstance": "bored"}, "Say how a child may have made or shared it"),
        ({"circumstance": "none"}, "what you say of it stands already"),
        ({"reason": " "}, "A decision needs a reason in words."),
    ],
)
def test_what_is_missing_of_a_mark_is_said_and_every_word_stays(
    stage: Stage, mira: Visitor, fields: dict[str, Any], sentence: str
) -> None:
    case = stage.exact_hit()
    whole = {"items": items_of(stage, case), "circumstance": "unknown", "reason": "odd & sad"}
    answer = mira.sends(f"/cases/{case}/mark", **(whole | fields))
    assert answer.status_code in (400, 409)
    assert sentence in answer.text
    if "reason" not in fields:
        assert "odd &amp; sad</textarea>" in answer.text


def test_a_ban_needs_a_tick_and_a_reason_of_its_own(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    refused = decides(mira, stage, case, ban="yes", ban_reason=" ", **CONFIRM)
    assert refused.status_code == 400
    assert 'id="decide-ban-wrong">' in refused.text
    answer = decides(mira, stage, case, ban="yes", ban_reason="a third account", **CONFIRM)
    assert "Proposes a ban of the account: “ a third account ”" in text_of(
        mira.reads(answer.headers["location"])
    )


def test_words_about_a_ban_without_its_tick_propose_none(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    answer = decides(mira, stage, case, ban_reason="thought better of it", **CONFIRM)
    assert "Proposes a ban" not in mira.reads(answer.headers["location"])


def test_look_alikes_are_ticked_together_without_script(stage: Stage, mira: Visitor) -> None:
    case = stage.near_hit(name="photo-1")
    stage.comes_in(bytes_of(BANKED[1]), "kim", "photo-2")
    stage.exact_hit(name="photo-3")
    said = text_of(mira.reads(f"/cases/{case}"))
    assert "Items 1 and 2 look nearly the same" in said
    assert "within 31 of 256 bits of the first" in said
    assert "who saw one has not seen the others" in said
    page = mira.reads(f"/cases/{case}?tick=like-1").partition('id="decide"')[2]
    assert page.count(" checked") == 2
    answer = decides(mira, stage, case, items=items_of(stage, case)[:2], **CONFIRM)
    assert answer.status_code == 409, "one of them is no exact hit and nobody looked"
    assert "Nobody has decided yet" in answer.text


def test_a_case_gathers_holds_sources_and_the_other_cases_of_its_subject(
    stage: Stage, mira: Visitor
) -> None:
    first = stage.exact_hit(name="photo-1")
    decides(mira, stage, first, **REJECT)
    second = stage.exact_hit(name="photo-2")
    page = mira.reads(f"/cases/{second}")
    said = text_of(page)
    assert "Other cases about the same Case" in said
    assert "1 item: 1 rejected" in said
    assert re.search(r"Hold since [-\d]+ [:\d]+ UTC, the clock ends at", said)
    assert "ended at" in text_of(mira.reads(f"/cases/{first}"))
    found = re.search(r'href="(/banks/demo/entries/[-0-9a-f]+)"', page)
    assert found
    entry = text_of(mira.reads(found.group(1)))
    assert "1 no abuse material counts as an error" in entry
    assert "a photographer stand-in (tutela-demo) ✓ active" in entry


def test_an_entry_that_is_none_is_not_found(stage: Stage, mira: Visitor) -> None:
    case = stage.exact_hit()
    assert mira.opens(f"/banks/demo/entries/{case}").status_code == 404
    assert mira.opens(f"/banks/other/entries/{case}").status_code == 404


def test_to_decide_without_looking_is_the_first_choice_for_what_is_known_and_for_nothing_else(
    stage: Stage, visit: Callable[[str], Visitor]
) -> None:
    mira, jonas = visit("mira"), visit("jonas")
    known, near = stage.exact_hit(account="kim"), stage.near_hit(account="lou")
    page = mira.reads(f"/cases/{known}")
    assert 0 < page.index("Decide without looking") < page.index("Look at item 1…")
    assert "Decide without looking" not in mira.reads(f"/cases/{near}")
    mira.sends(f"/cases/{known}/take")
    assert "Decide without looking" not in jonas.reads(f"/cases/{known}"), "it is with mira"
