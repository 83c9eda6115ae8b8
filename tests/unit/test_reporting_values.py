"""What reports are made of: their moves, clocks, event keys and the details people give."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.reporting import preparing
from tutela.reporting.errors import DetailsInvalid, ReportMoveRefused
from tutela.reporting.events import event_key
from tutela.reporting.machine import FILING, Command, ReportState, move
from tutela.reporting.model import Viewing
from tutela.reporting.records import Attempt, AttemptState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HUMAN = {Command.SEND, Command.MARK_SENT, Command.RETRY, Command.SETTLE_FILED,
         Command.SETTLE_NOT_FILED}  # fmt: skip


def test_every_state_has_its_sentence() -> None:
    assert len({state.sentence for state in ReportState}) == len(ReportState)


def test_what_is_over_has_no_way_out() -> None:
    assert {state for state in ReportState if state.over} == FILING.finals


@pytest.mark.parametrize("command", sorted(HUMAN))
def test_the_node_never_sends_marks_or_settles(command: Command) -> None:
    for (state, name), cell in FILING.moves.items():
        if name == command:
            assert cell.actors == {"person"}
            with pytest.raises(ReportMoveRefused):
                move(state, command, by="node")


@given(st.lists(st.sampled_from([(c, by) for c in Command for by in ("person", "node")])))
def test_no_path_files_a_report_that_no_person_sent(path: list[tuple[Command, str]]) -> None:
    state, sent = ReportState.DRAFT, False
    for command, by in path:
        try:
            state = move(state, command, by=by).target
        except ReportMoveRefused:
            continue
        sent = sent or command is Command.SEND
        assert state is not ReportState.FILED or sent


def attempt(opened: datetime | None, changed: datetime | None) -> Attempt:
    return Attempt(
        id=UUID(int=1), report_id=UUID(int=2), number=1, state=AttemptState.OPEN, remote_id="1",
        started_at=NOW, opened_at=opened, changed_at=changed, ended_at=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed_after", "lapses_after"),
    [(timedelta(0), timedelta(hours=24)), (timedelta(hours=22), timedelta(hours=24)),
     (timedelta(hours=23, minutes=30), timedelta(hours=24, minutes=30)),
     (timedelta(hours=30), timedelta(hours=31))],
)  # fmt: skip
def test_an_opening_lapses_by_the_later_of_its_two_clocks(
    changed_after: timedelta, lapses_after: timedelta
) -> None:
    assert attempt(NOW, NOW + changed_after).lapses_at == NOW + lapses_after


def test_an_opening_whose_answer_was_lost_counts_from_the_request() -> None:
    assert attempt(None, None).lapses_at == NOW + timedelta(hours=24)


def key(**changes: Any) -> str:
    whole: dict[str, Any] = {
        "item_id": UUID(int=1), "service_id": "forum", "account": "kim",
        "external_id": "photo", "sha256": "0" * 64,
    }  # fmt: skip
    return event_key(**{**whole, **changes})


def test_the_same_request_is_one_event_whatever_it_is_called_here() -> None:
    assert key() == key(item_id=UUID(int=9))


@pytest.mark.parametrize(
    "change",
    [{"service_id": "other"}, {"account": "lee"}, {"external_id": "photo-2"},
     {"sha256": "1" * 64}, {"account": "kimphoto", "external_id": ""}],
)  # fmt: skip
def test_another_upload_is_another_event(change: dict[str, Any]) -> None:
    assert key(**change) != key()


def test_an_upload_without_a_name_is_an_event_of_its_own() -> None:
    assert key(external_id="") != key(external_id="", item_id=UUID(int=9))


def test_parts_of_an_event_do_not_run_into_each_other() -> None:
    assert key(account="ab", external_id="c") != key(account="a", external_id="bc")


def test_only_a_whole_look_may_be_told_as_viewed() -> None:
    assert {one for one in Viewing if one.viewed} == {Viewing.WHOLE, Viewing.AT_PLATFORM}


CANARY = "canary-5d1e"


@pytest.mark.parametrize(
    "given_text",
    [
        "", "[]", "null", "{", '{"incident": "no-such"}', f'{{"{CANARY}": 1}}',
        '{"happened_at": "2026-11-25T12:00:00"}', '{"happened_at": 1}',
        f'{{"description": "{CANARY}\\u0000"}}', '{"description": "  "}',
        f'{{"suspects": [{{"age": "{CANARY}"}}]}}', '{"suspects": [{"age": -1}]}',
        '{"suspects": [{"captures": [{"address": "999.0.0.1"}]}]}',
        '{"suspects": [{"captures": [{"address": "192.0.2.1", "port": 70000}]}]}',
        '{"locations": [{"kind": "web-page", "urls": ["http://a b"]}]}',
        '{"locations": [{"kind": "phone", "latitude": NaN}]}',
        '{"member_states": ["Germany"]}', '{"items": {"no-id": {}}}',
        '{"description": "' + "x" * 3001 + '"}',
        '{"description": "\\ud800"}',
        "[" * 5000,
    ],
)  # fmt: skip
def test_bad_details_are_one_sentence_that_repeats_nothing(given_text: str) -> None:
    with pytest.raises(DetailsInvalid) as refused:
        preparing.parse(given_text.encode("utf-8", "surrogatepass"))
    assert CANARY not in refused.value.sentence.replace(f"{CANARY}: ", "")
    assert len(refused.value.sentence) < 400


def test_details_larger_than_the_limit_are_refused_unread() -> None:
    with pytest.raises(DetailsInvalid, match="larger"):
        preparing.parse(b" " * (preparing.LARGEST + 1))


def test_lines_written_by_browsers_are_taken() -> None:
    found = preparing.parse(json.dumps({"description": "one\r\ntwo\rthree"}).encode())
    assert found.description == "one\ntwo\nthree"
