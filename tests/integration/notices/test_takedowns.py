"""What the platform removed after a notice has its statement of reasons, once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any, cast

import pytest
from tests.integration.notices.notice_samples import ACTED, NOT_ILLEGAL, URL
from tests.integration.notices.takedown_samples import DAY, MINUTE, Acting, letters
from tests.integration.web.conftest import Browser, Program
from tests.simulators.mail import Mailbox, serving, settings_of
from tests.world import BOSS, CONFIRM, FORUM, KEY, MIRA, REJECT, SARA, picture

from tutela.platform.accounts.api_keys import create_key
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.redress.complaints import keeping
from tutela.redress.notices import erasing
from tutela.redress.notices.deciding import Judgement
from tutela.redress.notices.errors import NoticeUnknown
from tutela.redress.notices.model import Notice, NoticeKind, Outcome
from tutela.redress.statements import (
    acted,
    by_hand,
    links,
    mailboxes,
    mailing,
    mending,
    reading,
    withholding,
)
from tutela.redress.statements.errors import (
    TakedownGroundUnknown,
    TakedownInvalid,
    TakedownOfItem,
    TakedownPlaceUnknown,
    TakedownToldOtherwise,
    TakedownUnfounded,
)
from tutela.redress.statements.model import State, Why
from tutela.redress.statements.public_reasons import OFFENCES
from tutela.redress.statements.store_reading import Which
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from tests.simulators.platform import Platform
    from tests.world import World

    from tutela.platform.clock import ManualClock

    Tell = Callable[..., httpx.Response]

KIM = "kim@mail.example"
TERMS = Judgement(Outcome.ACTED_TERMS, "It was removed.")


@pytest.fixture
def acting(live: World, platform: Platform) -> Acting:
    del platform  # it takes what the service sends from here on
    return Acting(live)


@pytest.fixture
def tell(live: World) -> Tell:
    """Says with a key of a service what was removed."""
    browser = Browser(create_app(cast("Any", Program(live.node, KeyRing(live.node)))))

    def send(
        notice: object,
        body: dict[str, Any] | bytes,
        service: str = FORUM,
        scope: Permission = Permission.TAKEDOWN_RECORD,
    ) -> httpx.Response:
        token = create_key(live.node, BOSS, service, "platform", scopes=[scope])
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        key = {"Authorization": f"Bearer {token.reveal()}"}
        return browser.send("POST", f"/v1/notices/{notice}/takedowns", content=content, headers=key)

    return send


def test_the_user_is_told_once_why_and_by_a_link_and_never_who_gave_notice(
    acting: Acting, platform: Platform, live: World
) -> None:
    policy = Policy(territory=("DE",), contact="complaints@forum.example")
    declare_service(live.node, BOSS, FORUM, title="Forum", policy=policy)
    one = acting.right(name="Anna Notifier", email="anna@there.example", reasons="secret words")
    told = acting.tells(one.id, language="en")
    assert told.new
    [letter] = letters(platform)
    assert letter["type"] == "statement.issued"
    assert (letter["statement"], letter["takedown"]) == (
        str(told.statement.id),
        str(told.takedown.id),
    )
    assert (letter["notice"], letter["item"]) == (str(one.id), None)
    assert (letter["id"], letter["account"], letter["case"]) == ("post-7", "kim", str(one.case_id))
    assert (letter["restriction"], letter["ground"], letter["trigger"]) == (
        "removal",
        "illegal",
        "notice",
    )
    assert (letter["automated_detection"], letter["automated_decision"]) == (False, False)
    for said in (
        "Something you put on Forum was removed",
        "It is a picture.",
        "You put it on Forum on 19 November 2026.",
        "Somebody gave notice of it to Forum.",
        "A person decided that it shows the sexual abuse of a child.",
        "Directive 2011/93/EU, Article 5",
        "It was not found by automated means.",
        "A person decided, not a machine.",
        "This applies here, and nowhere else: Germany.",
        "To complain, open the link that came with this letter.",
        "To complain, write to: complaints@forum.example",
        "And you can always go to court.",
    ):
        assert said in letter["text"]
    for hidden in ("Anna", "anna@", "secret words", URL):
        assert hidden not in str(letter)
    code = letter["link"].rpartition("/")[2]
    assert links.open_link(live.node, code).statement.id == told.statement.id
    assert len(live.events("takedown:record")) == len(live.events("statement:issue")) == 1


def test_a_trusted_flagger_that_came_second_is_named_second(acting: Acting, live: World) -> None:
    first = acting.door.takes(source="here")
    second = acting.door.takes(source="there")
    with live.node.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE tutela.notice SET trusted = true WHERE id = %s", (second.notice_id,)
        )
    acting.door.decides(first.notice_id, ACTED)
    told = acting.tells(second.notice_id)
    assert [one.value for one in told.statement.facts.causes] == ["notice", "trusted-flagger"]
    assert told.takedown.notice_id == first.notice_id
    assert not acting.tells(first.notice_id).new, "notices decided together are one"


@pytest.mark.parametrize("kind", sorted(OFFENCES))
@pytest.mark.parametrize("outcome", [ACTED, TERMS])
def test_every_offence_and_the_terms_have_a_letter(
    acting: Acting, platform: Platform, kind: NoticeKind, outcome: Judgement
) -> None:
    one = acting.right(outcome, kind=kind.value)
    acting.tells(one.id, content="text", language="en", terms_clause="section 4, on children")
    [letter] = letters(platform)
    by_terms = outcome is TERMS
    assert letter["ground"] == ("terms" if by_terms else "illegal")
    assert (str(OFFENCES[kind]) in letter["text"]) is not by_terms
    assert ("It rests on the terms of Forum: section 4, on children." in letter["text"]) is by_terms
    assert letter["terms_clause"] == ("section 4, on children" if by_terms else None)


def test_told_again_it_is_the_same_and_otherwise_it_is_refused(
    acting: Acting, platform: Platform
) -> None:
    one = acting.right()
    now = acting.world.node.clock.now()
    first = acting.tells(one.id, removed_at=now.isoformat())
    again = acting.tells(one.id, removed_at=now.isoformat())
    assert (again.new, again.takedown, again.statement.id) == (
        False, first.takedown, first.statement.id,
    )  # fmt: skip
    for other in ({"account": "lee"}, {"put_at": now.isoformat()}, {"language": "fr"}):
        with pytest.raises(TakedownToldOtherwise):
            acting.tells(one.id, **other)
    assert len(letters(platform)) == 1
    assert len(acting.world.rows("takedown")) == len(acting.world.rows("statement")) == 1


def test_several_things_at_one_place_are_several(acting: Acting, platform: Platform) -> None:
    one = acting.right(urls=[URL, f"{URL}0"])
    for number, changes in enumerate(
        ({"id": "a"}, {"id": "b", "account": "lee"}, {"id": "", "place": f"{URL}0"}, {"id": ""}), 1
    ):
        assert acting.tells(one.id, **changes).new
        assert len(letters(platform)) == number
    assert not acting.tells(one.id, id="", place="HTTPS://forum.example:443/t/./10").new


def test_many_at_once_are_one(acting: Acting, live: World) -> None:
    one, sent, at_once = acting.right(), acting.sent(), Barrier(6)

    def tells(_: int) -> bool:
        at_once.wait()
        return acted.tell(live.node, KEY, one.id, sent).new

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(tells, range(6))) == [False] * 5 + [True]
    assert len(live.rows("takedown")) == len(live.rows("statement")) == 1


@pytest.mark.parametrize("judgement", [NOT_ILLEGAL, Judgement(Outcome.PASSED_ON, "told")])
def test_a_notice_that_was_not_found_right_leads_to_nothing(
    acting: Acting, judgement: Judgement
) -> None:
    waiting = acting.door.takes()
    with pytest.raises(TakedownUnfounded):
        acting.tells(waiting.notice_id)
    acting.door.decides(waiting.notice_id, judgement)
    with pytest.raises(TakedownUnfounded):
        acting.tells(waiting.notice_id)
    assert acting.world.rows("takedown") == []


def test_a_notice_that_is_erased_leads_to_nothing_more(acting: Acting, clock: ManualClock) -> None:
    one = acting.right()
    clock.advance(200 * DAY)
    assert erasing.erase_due(acting.world.node) == 1
    with pytest.raises(NoticeUnknown):
        acting.tells(one.id)


def test_what_the_node_knows_no_law_of_is_the_platforms_to_tell(acting: Acting) -> None:
    one = acting.right(kind="other", name="Anna", email="anna@there.example")
    with pytest.raises(TakedownGroundUnknown):
        acting.tells(one.id)


@pytest.mark.parametrize("place", ["", f"{URL}0", "no address", "https://", "javascript:alert(1)"])
def test_a_place_that_is_not_in_the_notice_is_refused(acting: Acting, place: str) -> None:
    one = acting.right()
    with pytest.raises(TakedownPlaceUnknown):
        acting.tells(one.id, place=place)


def test_a_notice_of_an_item_has_its_name_for_a_place(acting: Acting, platform: Platform) -> None:
    one = acting.right(urls=[], item="post-7")
    with pytest.raises(TakedownPlaceUnknown):
        acting.tells(one.id, place="", id="post-8")
    assert acting.tells(one.id, place="", id="").takedown.external_id == "post-7"
    assert not acting.world.rows("takedown")[0].place
    assert letters(platform)[0]["id"] == "post-7"


def test_times_in_no_such_order_are_refused(acting: Acting, clock: ManualClock) -> None:
    before = clock.now()
    clock.advance(DAY)
    one = acting.right()
    clock.advance(DAY)
    now = clock.now()
    for wrong, problem in (
        ({"removed_at": (now + MINUTE).isoformat()}, "still to come"),
        ({"removed_at": before.isoformat(), "put_at": before.isoformat()}, "nobody had given"),
        ({"put_at": (now + MINUTE).isoformat()}, "later than"),
    ):
        with pytest.raises(TakedownInvalid, match=problem):
            acting.tells(one.id, **wrong)
    assert acting.tells(one.id, put_at=now.isoformat()).new


@pytest.mark.parametrize("clause", ["", "   ", "\u200b\u202e", "TODO", "lorem ipsum"])
def test_the_terms_need_a_clause_that_a_letter_can_have(acting: Acting, clause: str) -> None:
    one = acting.right(TERMS)
    with pytest.raises(TakedownInvalid, match="terms_clause"):
        acting.tells(one.id, terms_clause=clause)
    assert acting.tells(one.id, terms_clause="{name} <b>[4]</b> \u202e%(x)s").statement.facts


def test_hostile_text_leaves_as_it_is_in_fields_and_plain_in_the_letter(
    acting: Acting, platform: Platform
) -> None:
    one = acting.right(TERMS)
    hostile = "<script>{name}</script> [x]"
    acting.tells(one.id, id=hostile, account=hostile, terms_clause=hostile, language="en")
    [letter] = letters(platform)
    assert (letter["id"], letter["account"]) == (hostile, hostile)
    assert not set("<>{}[]") & set(letter["text"])


def test_what_was_scanned_here_is_told_of_by_its_case_alone(acting: Acting, live: World) -> None:
    item = live.hit(picture(1), name="post-7")
    one = acting.right(urls=[], item="post-7")
    for judgement in (None, CONFIRM):
        if judgement:
            live.decide(item, judgement)
        with pytest.raises(TakedownOfItem):
            acting.tells(one.id, place="")
    live.reverse(item, REJECT)
    assert acting.tells(one.id, place="").new, "nobody else tells of it"


def test_another_service_knows_nothing_of_it_and_another_key_may_not(
    acting: Acting, live: World, tell: Tell
) -> None:
    one = acting.right()
    declare_service(live.node, BOSS, "other", title="Other", policy=Policy())
    refused = tell(one.id, acting.body(), service="other")
    assert (refused.status_code, refused.json()["code"]) == (404, "notice-unknown")
    assert tell(one.id, acting.body(), scope=Permission.NOTICE_GIVE).status_code == 403
    with pytest.raises(NoticeUnknown):
        acting.tells(live.node.ids.new())
    assert live.rows("takedown") == []


def test_the_door_answers_with_the_statement_and_says_what_is_the_same(
    acting: Acting, tell: Tell
) -> None:
    one, body = acting.right(), acting.body()
    first, again = tell(one.id, body), tell(one.id, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    [row] = acting.world.rows("statement")
    assert first.json()["statement"] == str(row.id)
    assert first.json()["notice"] == str(one.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"canary": "canary"},
        {"place": "x" * 8193},
        {"id": "x" * 501},
        {"id": "a\nb"},
        {"account": "a\x00b"},
        {"account": "a\ud800b"},
        {"language": "<b>"},
        {"content": "canary"},
        {"content": None},
        {"put_at": 1},
        {"removed_at": "2026-11-22T09:00:00"},
        {"removed_at": "yesterday"},
        {"terms_clause": "x" * 301},
        {"email": "canary"},
        {"email": "kim@mail.example\nBcc: canary@mail.example"},
        {"email": KIM, "account": ""},
    ],
)
def test_what_cannot_be_is_refused_in_words_and_not_repeated(
    acting: Acting, tell: Tell, changes: dict[str, Any]
) -> None:
    one = acting.right()
    refused = tell(one.id, acting.body(**changes))
    assert (refused.status_code, refused.json()["code"]) == (400, "takedown-invalid")
    assert "canary" not in refused.text.replace("canary: ", "")
    assert acting.world.rows("takedown") == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 60_000, b"\xff\xfe", b"null"])
def test_a_body_that_is_none_is_refused_in_words(acting: Acting, tell: Tell, body: bytes) -> None:
    refused = tell(acting.right().id, body)
    assert (refused.status_code, refused.json()["code"]) == (400, "takedown-invalid")


@pytest.mark.parametrize("of_account", [True, False])
def test_it_waits_while_a_lawful_ground_holds_it_back_and_leaves_then(
    acting: Acting, platform: Platform, live: World, clock: ManualClock, *, of_account: bool
) -> None:
    one = acting.right()
    case_id = live.case_of(live.hit(picture(1), account="kim")) if of_account else one.case_id
    live.run_jobs()
    platform.letters.clear()
    until = clock.now() + DAY
    withholding.hold_back(
        live.node, SARA, case_id, why=Why.INVESTIGATION, source="police 7/26", until=until
    )
    told = acting.tells(one.id)
    assert letters(platform) == []
    [waiting] = reading.list_statements(live.node, MIRA, Which.HELD_BACK)
    assert (waiting.statement.id, waiting.account_ref) == (told.statement.id, "kim")
    clock.set(until)
    declare_service(live.node, BOSS, FORUM, title="Forum II", policy=Policy())
    mending.tend(live.node)
    live.run_jobs()
    [letter] = letters(platform)
    assert "Das Gesetz erlaubt uns" in letter["text"]
    assert "Forum II" in letter["text"]
    assert letter["complain_until"] > told.statement.facts.complain_until.isoformat()


def test_the_notice_is_kept_longer_where_its_user_is_told_late(
    acting: Acting, platform: Platform, live: World, clock: ManualClock
) -> None:
    one = acting.right()
    until = clock.now() + withholding.LONGEST
    withholding.hold_back(
        live.node, SARA, one.case_id, why=Why.ORDER, source="Court 3/26", until=until
    )
    acting.tells(one.id)
    clock.set(until)
    mending.tend(live.node)
    live.run_jobs()
    [letter] = letters(platform)
    clock.set(datetime.fromisoformat(letter["complain_until"]))
    assert erasing.erase_due(live.node) == 0


def test_a_letter_that_the_guard_refuses_is_mended(
    acting: Acting, platform: Platform, live: World
) -> None:
    one = acting.right()
    declare_service(live.node, BOSS, FORUM, title="Forum", policy=Policy(contact="TODO"))
    assert acting.tells(one.id)
    assert letters(platform) == []
    [row] = live.rows("statement")
    assert row.state == State.UNFIT.value
    declare_service(live.node, BOSS, FORUM, title="Forum", policy=Policy(contact="write"))
    mending.tend(live.node)
    live.run_jobs()
    assert len(letters(platform)) == 1


def test_with_neither_account_nor_name_the_platform_still_knows_whom(
    acting: Acting, platform: Platform
) -> None:
    acting.tells(acting.right().id, account="", id="")
    [letter] = letters(platform)
    assert (letter["account"], letter["id"]) == (None, None)
    assert letter["takedown"]


def test_it_reaches_its_user_by_e_mail_too_and_the_address_is_kept_as_long(
    acting: Acting, live: World, tmp_path: Path, clock: ManualClock
) -> None:
    box = Mailbox(frozenset({KIM}))
    one = acting.right()
    with serving(box, tmp_path) as authority:
        changed = settings_of(box, authority, tmp_path, "tutela@example.net")
        object.__setattr__(live.node, "settings", live.node.settings.model_copy(update=changed))
        told = acting.tells(one.id, email=KIM)
        mailing.send_due(live.node)
        [letter] = box.arrived
        assert letter["Content-Language"] == "de"
        assert links.PATH in letter.get_content()
        for hidden in ("post-7", "kim", URL):
            assert hidden not in letter.get_content()
        assert KIM not in str(live.rows("takedown")) + str(live.rows("audit_event"))
        mailboxes.erase_due(live.node)
        by_hand.send(live.node, SARA, told.statement.id, Secret(""))
        mailing.send_due(live.node)
        assert len(box.arrived) == 2
        live.run_jobs()
        keeping.start_clocks(live.node)
        [row] = live.rows("statement")
        clock.set(row.erase_at - timedelta(seconds=1))
        keeping.erase_due(live.node)
        mailboxes.erase_due(live.node)
        assert [row.account_ref for row in live.rows("mailbox")] == ["kim"]
        clock.advance(timedelta(seconds=1))
        keeping.erase_due(live.node)
        mailboxes.erase_due(live.node)
        assert [row.account_ref for row in live.rows("mailbox")] == [""]


def test_what_the_notice_says_is_kept_as_long_as_its_user_may_complain(
    acting: Acting, clock: ManualClock
) -> None:
    one = acting.right()
    clock.advance(150 * DAY)
    told = acting.tells(one.id)
    clock.set(told.statement.facts.complain_until + DAY)
    assert erasing.erase_due(acting.world.node) == 0
    assert _shown(acting, one).places
    clock.advance(links.LONGER)
    assert erasing.erase_due(acting.world.node) == 1


def _shown(acting: Acting, one: Notice) -> Notice:
    return acting.door.shows(one.id)


def test_what_was_removed_is_forgotten_with_the_last_statement_about_it(
    acting: Acting, live: World, clock: ManualClock
) -> None:
    told = acting.tells(acting.right().id)
    keeping.start_clocks(live.node)
    [row] = live.rows("statement")
    clock.set(row.erase_at - timedelta(seconds=1))
    keeping.erase_due(live.node)
    assert live.rows("takedown")[0].account_ref == "kim"
    clock.advance(timedelta(seconds=1))
    keeping.erase_due(live.node)
    [left], [statement] = live.rows("takedown"), live.rows("statement")
    assert (left.account_ref, left.external_id) == ("", "")
    assert statement.erased_at == clock.now()
    assert statement.facts["offence"] == "material", "it is counted on"
    assert left.id == told.takedown.id
