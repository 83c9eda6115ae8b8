"""The simulated Transparency Database takes and refuses what the Commission's published code does.

Rule by rule both ways, and the checker that looks before anything is sent says the same.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.simulators import transparency_rules as theirs
from tests.simulators.transparency import Fault, Transparency
from tests.transparency_samples import ABSENT, PLAYED, WHOLE, Played, statement

from tutela.redress.publishing import rules as ours
from tutela.redress.publishing.checker import problems
from tutela.redress.publishing.rules import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = datetime(2026, 11, 30, 12, tzinfo=UTC)
CREATED, FOUND, UNAUTHORISED, UNKNOWN, INVALID, TOO_MANY = 201, 302, 401, 404, 422, 429


class Platform:
    """A platform's program that types its requests."""

    def __init__(self, database: Transparency) -> None:
        self.database = database
        self.headers = {"authorization": f"Bearer {database.token}", "accept": "application/json"}

    def one(self, content: Any) -> httpx.Response:
        return self._post("statement", content)

    def many(self, content: list[Any]) -> httpx.Response:
        return self._post("statements", {"statements": content})

    def exists(self, puid: str) -> httpx.Response:
        path = f"{self.database.url}/statement/existing-puid/{puid}"
        return httpx.get(path, headers=self.headers)

    def _post(self, endpoint: str, content: Any) -> httpx.Response:
        return httpx.post(f"{self.database.url}/{endpoint}", json=content, headers=self.headers)


@pytest.fixture
def database() -> Iterator[Transparency]:
    with Transparency() as running:
        yield running


@pytest.fixture
def platform(database: Transparency) -> Platform:
    return Platform(database)


@pytest.mark.parametrize("played", PLAYED, ids=lambda one: one.rule)
def test_each_rule_is_the_same_here_and_there_kept_and_broken(
    played: Played, platform: Platform
) -> None:
    for change in played.kept:
        given = statement(played.of, change)
        assert problems(given) == (), change
        assert platform.one(given).status_code == CREATED, change
        platform.database.stored.clear()
        assert platform.many([given]).status_code == CREATED, change
        platform.database.stored.clear()
    for change in played.broken:
        given = statement(played.of, change)
        assert [one for one in problems(given) if not one.ours], change
        assert platform.one(given).status_code == INVALID, change
        assert set(platform.many([given]).json()["errors"]) == {"statement_0"}, change


def test_every_field_of_the_table_is_played() -> None:
    played = {name for one in PLAYED for change in (*one.kept, *one.broken) for name in change}
    assert {one.name for one in ours.FIELDS} <= played


def test_both_know_the_same_values_of_every_list() -> None:
    for field in ours.FIELDS:
        if field.kind in {Kind.ONE, Kind.MANY}:
            assert field.values == theirs.LISTS[field.name], field.name


def test_both_throw_away_the_same_fields() -> None:
    conditional = {one.name for one in ours.FIELDS if one.only}
    assert conditional == {*theirs.GOES_WITH, "incompatible_content_illegal", "source_identity"}


def test_a_stored_statement_has_a_name_and_links_and_is_found_by_them(platform: Platform) -> None:
    stored = platform.one(WHOLE).json()
    assert stored["permalink"].endswith(f"/statement/{stored['uuid']}")
    assert httpx.get(stored["self"], headers=platform.headers).json() == stored
    assert stored["puid"] == WHOLE["puid"]


def test_an_identifier_is_found_with_a_redirect_that_leads_nowhere(platform: Platform) -> None:
    assert platform.exists(WHOLE["puid"]).status_code == UNKNOWN
    platform.one(WHOLE)
    answer = platform.exists(WHOLE["puid"])
    assert answer.status_code == FOUND
    assert "location" not in answer.headers
    assert answer.json() == {"message": "statement of reason found", "puid": WHOLE["puid"]}


def test_an_identifier_counts_once(platform: Platform) -> None:
    platform.one(WHOLE)
    again = platform.one(WHOLE)
    assert again.status_code == INVALID
    assert again.json()["existing"] == {"puid": WHOLE["puid"]}
    batch = platform.many([statement({"puid": "new"}), WHOLE])
    assert batch.status_code == INVALID
    assert batch.json()["errors"]["existing_puids"] == [WHOLE["puid"]]
    assert set(platform.database.stored) == {WHOLE["puid"]}


def test_an_identifier_is_once_in_a_batch(platform: Platform) -> None:
    assert platform.many([WHOLE, WHOLE]).status_code == INVALID
    assert platform.database.stored == {}


def test_a_batch_is_stored_whole_or_not_at_all(platform: Platform) -> None:
    batch = [statement({"puid": f"one-{number}"}) for number in range(100)]
    batch[7] = statement({"puid": "one-7", "category": ABSENT})
    refused = platform.many(batch)
    assert refused.status_code == INVALID
    assert refused.json() == {
        "errors": {"statement_7": {"category": ["The category field is required."]}}
    }
    assert platform.database.stored == {}
    batch[7] = statement({"puid": "one-7"})
    assert platform.many(batch).status_code == CREATED
    assert len(platform.database.stored) == 100


@pytest.mark.parametrize("size", [0, 101])
def test_a_batch_holds_from_one_to_a_hundred(size: int, platform: Platform) -> None:
    batch = [statement({"puid": f"one-{number}"}) for number in range(size)]
    assert platform.many(batch).status_code == INVALID


def test_a_new_token_ends_the_old_one(platform: Platform) -> None:
    platform.database.generate_token()
    assert platform.one(WHOLE).status_code == UNAUTHORISED
    assert Platform(platform.database).one(WHOLE).status_code == CREATED


def test_whoever_does_not_ask_for_json_is_sent_elsewhere(platform: Platform) -> None:
    del platform.headers["accept"]
    assert platform.one({}).status_code == FOUND
    platform.headers["authorization"] = "Bearer wrong"
    assert platform.one(WHOLE).headers["location"] == "/login"


def test_too_many_requests_in_a_minute_are_refused_until_it_is_over() -> None:
    now = [MINUTE]
    with Transparency(now=lambda: now[0], per_minute=2) as database:
        platform = Platform(database)
        assert [platform.exists("a").status_code for _ in range(3)] == [UNKNOWN, UNKNOWN, TOO_MANY]
        assert platform.exists("a").headers["retry-after"] == "60"
        now[0] += timedelta(minutes=1)
        assert platform.exists("a").status_code == UNKNOWN


def test_an_answer_can_be_lost_after_the_statement_was_stored(platform: Platform) -> None:
    platform.database.fail("statement", Fault.LOSE_ANSWER)
    with pytest.raises(httpx.TransportError):
        platform.one(WHOLE)
    assert platform.exists(WHOLE["puid"]).status_code == FOUND


def test_it_can_be_down_for_a_while_and_forgets_nothing(platform: Platform) -> None:
    platform.one(WHOLE)
    platform.database.go_away()
    with pytest.raises(httpx.ConnectError):
        platform.exists(WHOLE["puid"])
    platform.database.come_back()
    assert platform.exists(WHOLE["puid"]).status_code == FOUND


def test_a_failing_server_stores_nothing(platform: Platform) -> None:
    platform.database.fail("statements", Fault.HTML_STATUS, status=500)
    assert platform.many([WHOLE]).status_code == 500
    assert platform.database.stored == {}
