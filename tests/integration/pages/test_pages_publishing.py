"""What goes to the Transparency Database, and what a person does where it did not go."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from tests.stage import BOSS

from tutela.demonstration import SERVICE
from tutela.platform.actor import NODE
from tutela.platform.secret import Secret
from tutela.redress.publishing import setting, store
from tutela.redress.publishing.machine import Command
from tutela.redress.publishing.model import Publication, State, Terms
from tutela.redress.publishing.moves import move
from tutela.redress.publishing.queueing import follow
from tutela.redress.publishing.setting import NewTarget
from tutela.redress.statements import making
from tutela.reporting.model import Environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

SCRIPT = "<script>alert('x')</script>"
SAID = {"category": [f"The selected category is invalid. {SCRIPT}"]}
ADDRESS = "http://127.0.0.1:9/api/v1"


@pytest.fixture
def refused(stage: Stage) -> Publication:
    """A statement that the database refused."""
    new = NewTarget(Environment.SIMULATOR, Secret("1|secret"), Terms(), ADDRESS)
    setting.switch_on(stage.node, BOSS, SERVICE, new)
    stage.exact_hit(account="kim")
    with stage.node.read() as connection:
        [item] = connection.execute(text("SELECT id FROM tutela.item")).scalars()
    making.follow(stage.node, subject_id=str(item))
    with stage.node.read() as connection:
        [statement] = connection.execute(text("SELECT id FROM tutela.statement")).scalars()
    follow(stage.node, subject_id=str(statement))
    with stage.node.work(NODE, purpose="test") as work:
        [one] = store.waiting(work.connection, SERVICE, 1)
        asked = move(work, one, Command.ASK, asked_at=work.now, tries=1)
        return move(work, asked, Command.GIVE_UP, said=SAID)


def state_of(stage: Stage, one: Publication) -> State:
    with stage.node.read() as connection:
        found = store.find(connection, one.id)
    assert found is not None
    return found.state


def test_a_node_that_publishes_nothing_says_so(visit: Callable[[str], Visitor]) -> None:
    assert "Nothing was published yet" in visit("mira").reads("/publishing")


def test_what_did_not_go_comes_first_with_its_reason_and_no_token(
    refused: Publication, visit: Callable[[str], Visitor]
) -> None:
    page = visit("mira").reads("/publishing")
    assert "1 statement did not go." in unescape(re.sub("<[^>]+>", "", page))
    assert "The selected category is invalid." in page
    assert SCRIPT not in page
    assert "secret" not in page
    one = visit("mira").reads(f"/publishing/{refused.id}")
    assert refused.puid in one
    assert "/retry" not in one  # a reviewer reads
    assert SCRIPT not in one


def test_a_senior_tries_again(
    stage: Stage, refused: Publication, visit: Callable[[str], Visitor]
) -> None:
    page = f"/publishing/{refused.id}"
    done = visit("sara").sends(f"{page}/retry", page=page)
    assert done.headers["location"] == "/publishing?done=retried"
    assert state_of(stage, refused) is State.WAITING
    again = visit("sara").sends(f"{page}/retry", page="/desk")
    assert again.status_code == 409


def test_a_correction_that_names_somebody_is_refused_and_kept_in_the_form(
    stage: Stage, refused: Publication, visit: Callable[[str], Visitor]
) -> None:
    page, sara = f"/publishing/{refused.id}", visit("sara")
    record = json.dumps({**refused.record, "decision_facts": "Posted by kim"})
    answer = sara.sends(f"{page}/correct", page=page, record=record, reason="better")
    assert answer.status_code == 400
    assert "decision_facts holds a fact of the case." in answer.text
    assert "Posted by kim" in answer.text
    for broken in ("", "{", "[]", SCRIPT):
        refused_too = sara.sends(f"{page}/correct", page=page, record=broken, reason="better")
        assert refused_too.status_code in {400, 422}
        assert SCRIPT not in refused_too.text
    assert state_of(stage, refused) is State.DEAD
    record = json.dumps({**refused.record, "decision_facts": "It equals known material."})
    done = sara.sends(f"{page}/correct", page=page, record=record, reason="better")
    assert done.headers["location"] == "/publishing?done=corrected"
    assert state_of(stage, refused) is State.WAITING


def test_closing_needs_a_reason_and_a_reviewer_may_not(
    stage: Stage, refused: Publication, visit: Callable[[str], Visitor]
) -> None:
    page = f"/publishing/{refused.id}"
    assert visit("mira").sends(f"{page}/close", reason="no").status_code == 403
    assert visit("sara").sends(f"{page}/close", page=page, reason=" ").status_code == 400
    done = visit("sara").sends(f"{page}/close", page=page, reason="sold")
    assert done.headers["location"] == "/publishing?done=closed"
    assert state_of(stage, refused) is State.CLOSED


def test_one_that_is_not_there_is_not_found(visit: Callable[[str], Visitor]) -> None:
    path = "/publishing/00000000-0000-7000-8000-000000000000"
    assert visit("sara").opens(path).status_code == 404
    assert visit("sara").sends(f"{path}/retry").status_code == 404
