"""Declaring services and surfaces: once, audited, and refused in a sentence where it is wrong."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.world import BOSS, MIRA

from tutela.law.errors import SchemeUnknown
from tutela.law.model import SurfaceKind
from tutela.platform.errors import Forbidden
from tutela.platform.services import store
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.services.service import (
    HoldHoursInvalid,
    NameInvalid,
    RetentionBasisMissing,
    ServiceUnknown,
    SurfaceDeclared,
    SurfaceUnknown,
    TerritoryInvalid,
    TitleInvalid,
    declare_service,
    declare_surface,
    require_surface,
)
from tutela.platform.webhooks.service import set_webhook

if TYPE_CHECKING:
    from tutela.platform.node import Node

STRICT = Policy(
    retention=Retention.STATUTORY,
    retention_basis="Article 3(1)(h)",
    second_person=SecondPerson.ALWAYS,
    hold_hours=24,
    scheme="interpol-baseline",
)


def events(node: Node, name: str) -> list[Any]:
    query = text("SELECT * FROM audit_event WHERE event = :name ORDER BY id")
    with node.read() as connection:
        return list(connection.execute(query, {"name": name}))


def test_a_declared_service_is_what_was_said(node: Node) -> None:
    made = declare_service(node, BOSS, "forum", title="The Forum", policy=STRICT)
    with node.read() as connection:
        assert store.services(connection) == [made]
    assert (made.title, made.policy, made.webhook_url) == ("The Forum", STRICT, None)
    [event] = events(node, "service:declare")
    assert (event.service_id, event.reason) == ("forum", "Article 3(1)(h)")
    assert event.facts == {
        "retention": "statutory", "second_person": "always", "hold_hours": 24,
        "scheme": "interpol-baseline", "language": None, "contact": None, "territory": None,
    }  # fmt: skip


def test_declaring_it_again_changes_its_policy_and_leaves_its_webhook(node: Node) -> None:
    declare_service(node, BOSS, "forum", title="Forum", policy=STRICT)
    set_webhook(node, BOSS, "forum", "http://127.0.0.1:9/hook")
    again = declare_service(node, BOSS, "forum", title="Forum 2", policy=Policy())
    assert (again.title, again.policy) == ("Forum 2", Policy())
    assert again.webhook_url == "http://127.0.0.1:9/hook"
    assert len(events(node, "service:declare")) == 2


@pytest.mark.parametrize("name", ["", "Forum", "fo rum", "1st", "-a", "a" * 40, "node", "a\n", "ä"])
def test_a_name_is_plain(node: Node, name: str) -> None:
    with pytest.raises(NameInvalid):
        declare_service(node, BOSS, name, title="Forum", policy=Policy())


def test_where_its_restrictions_act_is_kept_and_a_country_there_is_not_is_refused(
    node: Node,
) -> None:
    policy = Policy(territory=("DE", "FR"))
    assert declare_service(node, BOSS, "forum", title="Forum", policy=policy).policy == policy
    assert events(node, "service:declare")[0].facts["territory"] == "DE,FR"
    for wrong in ("EL", "de", "EU", "", "US", "DE\n", "\x00\x00"):
        with pytest.raises(TerritoryInvalid, match="Greece is GR"):
            declare_service(
                node, BOSS, "forum", title="Forum", policy=replace(policy, territory=("DE", wrong))
            )


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "zero\0", "x" * 201])
def test_a_title_is_one_printable_line(node: Node, title: str) -> None:
    with pytest.raises(TitleInvalid):
        declare_service(node, BOSS, "forum", title=title, policy=Policy())


@pytest.mark.parametrize("retention", [Retention.STATUTORY, Retention.UNTIL_RECEIPT])
def test_keeping_more_than_facts_needs_a_basis(node: Node, retention: Retention) -> None:
    policy = Policy(retention=retention, retention_basis="  ")
    with pytest.raises(RetentionBasisMissing):
        declare_service(node, BOSS, "forum", title="Forum", policy=policy)


@pytest.mark.parametrize("hours", [-1, 0, 721, 10**9])
def test_a_hold_has_a_sensible_length(node: Node, hours: int) -> None:
    with pytest.raises(HoldHoursInvalid, match=str(hours)):
        declare_service(node, BOSS, "forum", title="Forum", policy=Policy(hold_hours=hours))


def test_a_scheme_nobody_knows_is_refused_before_anybody_must_decide_by_it(node: Node) -> None:
    with pytest.raises(SchemeUnknown, match="a1-b2"):
        declare_service(node, BOSS, "forum", title="Forum", policy=Policy(scheme="made-up"))
    assert not events(node, "service:declare")


def test_only_who_may_declares(node: Node) -> None:
    with pytest.raises(Forbidden):
        declare_service(node, MIRA, "forum", title="Forum", policy=Policy())
    with pytest.raises(Forbidden):
        declare_surface(node, MIRA, "forum", "uploads", kind=SurfaceKind.HOSTING)


@pytest.fixture
def forum(node: Node) -> Node:
    declare_service(node, BOSS, "forum", title="Forum", policy=Policy())
    return node


def test_a_surface_is_declared_once(forum: Node) -> None:
    first = declare_surface(forum, BOSS, "forum", "uploads", kind=SurfaceKind.HOSTING)
    assert declare_surface(forum, BOSS, "forum", "uploads", kind=SurfaceKind.HOSTING) == first
    assert len(events(forum, "surface:declare")) == 1
    with pytest.raises(SurfaceDeclared, match="already declared as hosting"):
        declare_surface(forum, BOSS, "forum", "uploads", kind=SurfaceKind.COMMUNICATION)
    with pytest.raises(SurfaceDeclared):
        declare_surface(forum, BOSS, "forum", "uploads", kind=SurfaceKind.HOSTING, encrypted=True)
    with forum.read() as connection:
        assert require_surface(connection, "forum", "uploads") == first
        with pytest.raises(SurfaceUnknown):
            require_surface(connection, "forum", "messages")


def test_an_encrypted_surface_stays_encrypted(forum: Node) -> None:
    declare_surface(forum, BOSS, "forum", "sealed", kind=SurfaceKind.HOSTING, encrypted=True)
    with pytest.raises(SurfaceDeclared, match="hosting and encrypted"):
        declare_surface(forum, BOSS, "forum", "sealed", kind=SurfaceKind.HOSTING)


def test_a_surface_is_of_a_declared_service(node: Node) -> None:
    with pytest.raises(ServiceUnknown):
        declare_surface(node, BOSS, "nobody", "uploads", kind=SurfaceKind.HOSTING)
    with pytest.raises(ServiceUnknown):
        declare_surface(node, BOSS, "node", "uploads", kind=SurfaceKind.HOSTING)


def test_two_at_once_declare_one_surface(forum: Node) -> None:
    barrier = threading.Barrier(3)

    def declare() -> str:
        barrier.wait()
        made = declare_surface(forum, BOSS, "forum", "uploads", kind=SurfaceKind.HOSTING)
        return made.name

    with ThreadPoolExecutor(3) as threads:
        made = [threads.submit(declare) for _ in range(3)]
        assert [one.result(30) for one in made] == ["uploads"] * 3
    assert len(events(forum, "surface:declare")) == 1
