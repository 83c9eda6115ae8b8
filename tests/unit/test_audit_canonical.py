"""One event gives one sequence of bytes."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from tutela.platform.audit.canonical import canonical, from_json, instant, plain, to_json
from tutela.platform.audit.errors import FactUnrecordable
from tutela.platform.audit.model import AuditEvent, Event

AT = datetime(2026, 11, 22, 9, 0, 0, 1200, tzinfo=UTC)
ID = UUID("0198a5c2-0000-7000-8000-000000000001")


def event(**changes: Any) -> AuditEvent:
    values: dict[str, Any] = {
        "id": ID,
        "service_id": "node",
        "at": AT,
        "actor_kind": "person",
        "actor_id": "a1",
        "event": Event.CASE_OPEN,
        "subject_kind": "case",
        "subject_id": "c1",
        "reason": "a match",
        "facts": {"z": 1, "a": [True, None, 0.5], "é": "ü"},
    }
    return AuditEvent(**(values | changes))


def test_the_bytes_of_an_event_are_these() -> None:
    assert canonical(event()).decode() == (
        '{"actor_id":"a1","actor_kind":"person","at":"2026-11-22T09:00:00.001200Z",'
        '"event":"case:open","facts":{"a":[true,null,0.5],"z":1,"é":"ü"},'
        '"id":"0198a5c2-0000-7000-8000-000000000001","profile":"","purpose":"",'
        '"reason":"a match","service_id":"node","subject_id":"c1","subject_kind":"case","v":1}'
    )


def test_an_instant_gives_the_same_bytes_in_every_time_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert canonical(event(at=elsewhere)) == canonical(event())


def test_an_event_reads_back_from_its_json_as_itself() -> None:
    assert from_json(to_json(event())) == event()


def test_ids_and_instants_among_the_facts_become_text() -> None:
    assert plain({"id": ID, "at": AT, "pair": (1, 2)}) == {
        "id": str(ID),
        "at": "2026-11-22T09:00:00.001200Z",
        "pair": [1, 2],
    }


@pytest.mark.parametrize(
    "fact",
    [2**53, -(2**53), 1e16, float("nan"), float("inf"), b"bytes", {1: "a"}, "\0", "\ud800", {"x"}],
)
def test_a_fact_that_would_not_come_back_unchanged_is_refused(fact: Any) -> None:
    with pytest.raises(FactUnrecordable, match="cannot hold facts"):
        canonical(event(facts={"deep": [fact]}))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(FactUnrecordable):
        canonical(event(at=AT.replace(tzinfo=None)))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T09:00:00Z",
        "2026-11-22T09:00:00.001200+00:00",
        "2026-13-22T09:00:00.001200Z",
        "2026-11-22 09:00:00.001200Z",
        "٢٠٢٦-11-22T09:00:00.001200Z",
        None,
        7,
    ],
)
def test_an_instant_has_one_spelling(text: Any) -> None:
    with pytest.raises(FactUnrecordable):
        instant(text)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": None},
        {"id": "0198A5C2-0000-7000-8000-000000000001"},
        {"id": 5},
        {"at": "now"},
        {"facts": []},
        {"facts": None},
        {"reason": None},
        {"more": 1},
    ],
)
def test_json_that_is_no_event_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FactUnrecordable):
        from_json(to_json(event()) | change)


@pytest.mark.parametrize("values", [None, [], "x", {}])
def test_anything_else_is_no_event(values: Any) -> None:
    with pytest.raises(FactUnrecordable):
        from_json(values)
