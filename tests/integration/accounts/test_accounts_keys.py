"""API keys: shown once, bounded, and judged without asking the database."""

from __future__ import annotations

import multiprocessing
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tutela.platform.accounts.api_keys import create_key, list_keys, revoke_key
from tutela.platform.accounts.errors import (
    ApiKeyAbsent,
    ApiKeyLabelInvalid,
    ApiKeyNotValid,
    ApiKeyScopesInvalid,
    ApiKeyTermInvalid,
    ApiKeyUnknown,
)
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.accounts.signin import person
from tutela.platform.errors import DatabaseAway, Forbidden
from tutela.platform.permissions import Permission
from tutela.platform.services.service import ServiceUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection as Pipe

    from tests.integration.accounts.conftest import People

    from tutela.platform.clock import ManualClock
    from tutela.platform.database.embedded import EmbeddedServer
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret


class Hand:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def ring(node: Node, hand: Hand) -> KeyRing:
    return KeyRing(node, hand)


@pytest.fixture
def token(people: People, forum: str) -> Secret:
    return create_key(people.node, people.boss, forum, "uploader")


@contextmanager
def statements(node: Node) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(node.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(node.engine, "before_cursor_execute", note)


def test_a_key_stands_for_its_service_with_its_scopes(ring: KeyRing, token: Secret) -> None:
    actor = ring.actor_for(token.reveal())
    assert (actor.kind.value, actor.name, actor.service_id) == ("key", "uploader", "forum")
    asking = {Permission.SCAN, Permission.MATCH, Permission.REPORT_DETAILS}
    handing_on = {Permission.NOTICE_GIVE, Permission.FLAG_SEND, Permission.ORDER_EFFECT}
    told = {Permission.COMPLAINT_LODGE, Permission.TAKEDOWN_RECORD}
    assert actor.permissions == asking | handing_on | told


def test_a_key_may_hold_fewer_scopes(people: People, forum: str, ring: KeyRing) -> None:
    made = create_key(people.node, people.boss, forum, "asker", scopes=[Permission.MATCH])
    assert ring.actor_for(made.reveal()).permissions == {Permission.MATCH}


@pytest.mark.parametrize("scopes", [[], [Permission.CASE_DECIDE], [Permission.SCAN, "x"]])
def test_a_key_never_holds_more_than_a_platform_needs(
    people: People, forum: str, scopes: list[Permission]
) -> None:
    with pytest.raises(ApiKeyScopesInvalid, match="detect:item:scan"):
        create_key(people.node, people.boss, forum, "uploader", scopes=scopes)


@pytest.mark.parametrize("label", ["", "  ", "x" * 81, "two\nlines", "nul\x00"])
def test_a_key_has_a_label_people_can_read(people: People, forum: str, label: str) -> None:
    with pytest.raises(ApiKeyLabelInvalid):
        create_key(people.node, people.boss, forum, label)


@pytest.mark.parametrize("days", [0, -1, 731])
def test_a_key_lasts_a_sensible_time(people: People, forum: str, days: int) -> None:
    with pytest.raises(ApiKeyTermInvalid, match=str(days)):
        create_key(people.node, people.boss, forum, "uploader", expires_in_days=days)


@pytest.mark.parametrize("service_id", ["nowhere", "node"])
def test_a_key_belongs_to_a_declared_service(people: People, service_id: str) -> None:
    with pytest.raises(ServiceUnknown):
        create_key(people.node, people.boss, service_id, "uploader")


def test_nobody_makes_or_sees_keys_without_the_permission(
    people: People, mira: str, forum: str
) -> None:
    actor = person(people.node, mira, people.password)
    with pytest.raises(Forbidden):
        create_key(people.node, actor, forum, "uploader")
    with pytest.raises(Forbidden):
        revoke_key(people.node, actor, "a" * 16)
    with pytest.raises(Forbidden):
        list_keys(people.node, actor)


def test_creating_and_revoking_are_recorded_once_for_the_service(
    people: People, token: Secret
) -> None:
    public_id = token.reveal().split("_")[1]
    for _ in range(2):
        revoke_key(people.node, people.boss, f"tutela_{public_id}", reason="left on a bus")
    created, revoked = people.events("key:create", "key:revoke")
    assert created.subject_id == revoked.subject_id
    assert {created.service_id, revoked.service_id} == {"forum"}
    assert created.facts["public_id"] == public_id
    assert revoked.reason == "left on a bus"


def test_a_pasted_token_is_not_repeated_when_it_cannot_be_revoked(
    people: People, token: Secret
) -> None:
    with pytest.raises(ApiKeyUnknown) as refusal:
        revoke_key(people.node, people.boss, token.reveal())
    assert token.reveal()[24:] not in str(refusal.value)


def test_an_expired_key_ends_by_the_nodes_clock(
    people: People, forum: str, ring: KeyRing, clock: ManualClock
) -> None:
    made = create_key(people.node, people.boss, forum, "uploader", expires_in_days=1)
    clock.advance(timedelta(hours=23, minutes=59))
    assert ring.actor_for(made.reveal())
    clock.advance(timedelta(minutes=1))
    with pytest.raises(ApiKeyNotValid):
        ring.actor_for(made.reveal())


def test_whatever_is_wrong_with_a_key_the_caller_hears_the_same(
    people: People, forum: str, ring: KeyRing, clock: ManualClock
) -> None:
    short, revoked, good = (
        create_key(people.node, people.boss, forum, "uploader", expires_in_days=days).reveal()
        for days in (1, 365, 365)
    )
    revoke_key(people.node, people.boss, revoked.split("_")[1])
    clock.advance(timedelta(days=2))
    forged = good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB")
    said = set()
    for sent in (short, revoked, forged, "tutela_nonsense", good + "x", "кey"):
        with pytest.raises(ApiKeyNotValid) as refusal:
            ring.actor_for(sent)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_no_key_at_all_is_answered_with_how_to_send_one(ring: KeyRing) -> None:
    with pytest.raises(ApiKeyAbsent, match="Authorization: Bearer"):
        ring.actor_for("")


def test_a_known_key_costs_no_database_round_trip(ring: KeyRing, token: Secret, node: Node) -> None:
    ring.actor_for(token.reveal())
    with statements(node) as asked:
        for _ in range(100):
            ring.actor_for(token.reveal())
    assert asked == []


def test_guesses_cannot_keep_the_database_busy(ring: KeyRing, token: Secret, node: Node) -> None:
    ring.actor_for(token.reveal())
    with statements(node) as asked:
        for number in range(500):
            with pytest.raises(ApiKeyNotValid):
                ring.actor_for(f"tutela_{number % 8 + 2}{'a' * 15}_{'b' * 43}")
    assert len(asked) <= 10


def test_a_brand_new_key_works_at_once(
    people: People, ring: KeyRing, token: Secret, forum: str
) -> None:
    ring.actor_for(token.reveal())
    newer = create_key(people.node, people.boss, forum, "second")
    assert ring.actor_for(newer.reveal()).name == "second"


def test_a_list_of_keys_older_than_half_a_minute_lets_nobody_in(
    people: People, token: Secret, hand: Hand, server: EmbeddedServer, database: str
) -> None:
    ring, stop = KeyRing(people.node, hand), threading.Event()
    follower = threading.Thread(target=ring.run, args=(stop,))
    follower.start()
    try:
        ring.actor_for(token.reveal())
        people.node.engine.dispose()
        server.drop_database(database)
        hand.now += 29
        assert ring.actor_for(token.reveal())
        hand.now += 2
        with pytest.raises(DatabaseAway):
            ring.actor_for(token.reveal())
    finally:
        stop.set()
        follower.join()


def test_the_day_of_a_keys_last_use_is_noted_and_not_the_minute(
    people: People, ring: KeyRing, token: Secret, clock: ManualClock
) -> None:
    def noted() -> object:
        ring.actor_for(token.reveal())
        ring.note_use()
        return list_keys(people.node, people.boss)[0].last_used_at

    first = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert noted() == first
    clock.advance(timedelta(hours=1))
    assert noted() == first
    clock.advance(timedelta(days=1))
    assert noted() == first + timedelta(days=1)


def test_every_key_ends_after_a_year_unless_another_term_was_asked_for(
    people: People, forum: str, clock: ManualClock
) -> None:
    create_key(people.node, people.boss, forum, "uploader")
    [one] = list_keys(people.node, people.boss)
    assert one.expires_at == clock.now() + timedelta(days=365)


def follow(database_url: str, node: Node, token: str, pipe: Pipe) -> None:
    """In a process of its own: says when the key is let in, and when no more."""
    del database_url
    ring, stop = KeyRing(node), threading.Event()
    follower = threading.Thread(target=ring.run, args=(stop,))
    follower.start()
    try:
        ring.actor_for(token)
        pipe.send("let in")
        while True:
            try:
                ring.actor_for(token)
            except ApiKeyNotValid:
                pipe.send(time.monotonic())
                return
            stop.wait(0.01)
    finally:
        stop.set()
        follower.join()


def test_a_revocation_acts_in_another_process_within_a_second(
    people: People, token: Secret, node: Node
) -> None:
    ours, theirs = multiprocessing.Pipe()
    node.engine.dispose()
    other = multiprocessing.get_context("fork").Process(
        target=follow, args=(node.database_url, node, token.reveal(), theirs)
    )
    other.start()
    try:
        assert ours.poll(30)
        assert ours.recv() == "let in"
        revoke_key(people.node, people.boss, token.reveal().split("_")[1])
        revoked_at = time.monotonic()
        assert ours.poll(30)
        assert ours.recv() - revoked_at < 1.0
    finally:
        other.kill()
        other.join()
