"""The page of trusted flaggers: who may see and change it, and what comes back when refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.notices.notice_samples import a_notice
from tests.world import BOSS

from tutela.demonstration import SERVICE
from tutela.platform.accounts import api_keys
from tutela.redress.notices import taking
from tutela.redress.notices.flaggers import register
from tutela.redress.notices.model import Way
from tutela.redress.notices.sender import Sender

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

    from tutela.platform.accounts.model import ApiKey

PAGE = "/flaggers"


@pytest.fixture
def key(stage: Stage) -> ApiKey:
    scopes = api_keys.PURPOSES["notices"]
    token = api_keys.create_key(stage.node, BOSS, SERVICE, "hotline", scopes=scopes)
    public_id = api_keys.public_id_of(token.reveal())
    [one] = [it for it in api_keys.list_keys(stage.node, BOSS) if it.public_id == public_id]
    return one


@pytest.fixture
def fields(key: ApiKey) -> dict[str, str]:
    return {
        "service": SERVICE,
        "name": "Hotline <b>",
        "awarded_by": "The Coordinator",
        "member_state": "de",
        "areas": "abuse of children",
        "contact": "a@hotline.example",
        "since": "2026-05-04",
        "key": key.public_id,
    }


def test_a_senior_enters_a_flagger_whose_notices_then_say_so(
    stage: Stage, visit: Callable[[str], Visitor], key: ApiKey, fields: dict[str, str]
) -> None:
    sara = visit("sara")
    assert "No trusted flagger is known yet" in sara.reads(PAGE)
    assert f'href="{PAGE}"' in sara.reads("/notices")
    done = sara.sends(PAGE, page=PAGE, **fields)
    assert done.headers["location"] == f"{PAGE}?done=added"
    assert "stands first from now on" in sara.reads(f"{PAGE}?done=added")
    sender = Sender(SERVICE, "hotline", key.actor)
    made = taking.take_in(stage.node, sender, a_notice(), Way.API)
    page = sara.reads(PAGE)
    assert "Hotline &lt;b&gt;" in page
    assert "1 waits" in page
    assert "trusted flagger" in sara.reads(f"/notices/{made.notice_id}")
    [(one, _)] = register.list_flaggers(stage.node, stage.actor("sara"))
    changed = {"flagger": str(one.id), "act": "suspend", "reason": "Decision <i>7"}
    assert sara.sends(f"{PAGE}/change", page=PAGE, **changed).status_code == 303
    page = sara.reads(PAGE)
    assert "suspended while it is investigated" in page
    assert "Decision &lt;i&gt;7" in page
    later = taking.take_in(stage.node, sender, a_notice(urls=["https://b.example/"]), Way.API)
    assert "status suspended" in sara.reads(f"/notices/{later.notice_id}")


@pytest.mark.parametrize(
    ("wrong", "says", "status"),
    [
        ({"name": ""}, "its name is one line", 400),
        ({"since": "yesterday"}, "written as 2026-11-25", 400),
        ({"member_state": "XX"}, "two letters", 400),
        ({"key": "tutela_" + "a" * 16}, "cannot be a flagger", 400),
        ({"service": "none"}, "none", 404),
    ],
)
def test_what_is_refused_comes_back_with_the_input(
    visit: Callable[[str], Visitor],
    fields: dict[str, str],
    wrong: dict[str, str],
    says: str,
    status: int,
) -> None:
    answer = visit("sara").sends(PAGE, page=PAGE, **fields | wrong)
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert 'value="a@hotline.example"' in answer.text


def test_a_change_that_is_refused_says_why(
    stage: Stage, visit: Callable[[str], Visitor], fields: dict[str, str]
) -> None:
    sara = visit("sara")
    sara.sends(PAGE, page=PAGE, **fields)
    [(one, _)] = register.list_flaggers(stage.node, stage.actor("sara"))
    right: dict[str, Any] = {"flagger": str(one.id), "act": "end", "reason": "revoked"}
    nobody = "00000000-0000-0000-0000-000000000000"
    for wrong, status in (
        ({"reason": " "}, 400),
        ({"act": "x"}, 400),
        ({"flagger": "x"}, 400),
        ({"flagger": nobody}, 404),
        ({"act": "restore"}, 409),
    ):
        answer = sara.sends(f"{PAGE}/change", page=PAGE, **right | wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (status, True)


def test_who_may_only_read_changes_nothing(
    visit: Callable[[str], Visitor], fields: dict[str, str]
) -> None:
    mira = visit("mira")
    assert "Add one" not in mira.reads(PAGE)
    assert mira.sends(PAGE, **fields).status_code == 403
    assert mira.sends(f"{PAGE}/change", act="end").status_code == 403
    assert visit("ada").opens(PAGE).status_code == 403
