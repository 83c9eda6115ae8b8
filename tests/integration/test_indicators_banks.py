"""Banks are made once, shown as counts, and switched; every move is in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tutela.indicators.adding import add_from_image
from tutela.indicators.errors import (
    BankDiffers,
    BankUnknown,
    DemoBankRefused,
    IndicatorUnknown,
    RadiusInvalid,
    TextMissing,
)
from tutela.indicators.importing import import_file
from tutela.indicators.model import IndicatorState
from tutela.indicators.service import (
    create_bank,
    list_banks,
    open_indicator,
    set_enabled,
    show_bank,
)
from tutela.law.model import BankPurpose
from tutela.platform.actor import Actor, ActorKind
from tutela.platform.audit.tables import audit_event
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Role, permissions_of
from tutela.platform.services.service import NameInvalid, ServiceUnknown
from tutela.signals.model import Problem, SignalKind, Signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutela.platform.node import Node

KNOWN = BankPurpose.KNOWN_ABUSE_MATERIAL
ADMIN = Actor(ActorKind.PERSON, "p-ada", "Ada", permissions_of(frozenset({Role.ADMINISTRATOR})))
REVIEWER = Actor(ActorKind.PERSON, "p-rae", "Rae", permissions_of(frozenset({Role.REVIEWER})))
TERMS: dict[str, Any] = {"source": "hotline", "scheme": "a1-b2", "label": "A1"}


def events(node: Node) -> list[tuple[str, dict[str, Any]]]:
    with node.read() as connection:
        rows = connection.execute(select(audit_event).order_by(audit_event.c.id))
        return [(row.event, row.facts) for row in rows]


def digest(name: str) -> str:
    return name.encode().hex().rjust(64, "0")


def test_a_bank_is_made_enabled_and_can_be_listed(node: Node) -> None:
    made = create_bank(node, ADMIN, "hotline-a", purpose=KNOWN, radius=20, dihedral=True)
    assert list_banks(node, REVIEWER) == [made]
    assert made.enabled
    assert events(node)[-1][0] == "bank:create"


def test_making_a_bank_again_as_it_is_changes_nothing(node: Node) -> None:
    first = create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    assert create_bank(node, ADMIN, "hotline-a", purpose=KNOWN) == first
    assert [name for name, _ in events(node)] == ["bank:create"]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"radius": 5}, "radius"),
        ({"purpose": BankPurpose.SURVIVOR_REQUEST}, "purpose"),
        ({"dihedral": True}, "dihedral"),
    ],
)
def test_making_it_again_differently_is_a_conflict(
    node: Node, changed: dict[str, Any], what: str
) -> None:
    create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    with pytest.raises(BankDiffers, match=f"another {what}"):
        create_bank(node, ADMIN, "hotline-a", **({"purpose": KNOWN} | changed))


@pytest.mark.parametrize("radius", [-1, 53])
def test_a_radius_beyond_52_bits_is_refused(node: Node, radius: int) -> None:
    with pytest.raises(RadiusInvalid, match="0 to 52"):
        create_bank(node, ADMIN, "wide", purpose=KNOWN, radius=radius)


@pytest.mark.parametrize("facts", [{"purpose": KNOWN, "demo": True}, {"purpose": BankPurpose.DEMO}])
def test_a_demo_bank_needs_a_demo_node(node: Node, facts: dict[str, Any]) -> None:
    with pytest.raises(DemoBankRefused):
        create_bank(node, ADMIN, "photographs", **facts)
    assert list_banks(node, ADMIN) == []


def test_a_bank_for_demonstration_is_a_demo_bank(demo_node: Node) -> None:
    assert create_bank(demo_node, ADMIN, "photographs", purpose=BankPurpose.DEMO).demo


def test_a_bank_of_one_service_needs_that_service(node: Node) -> None:
    with pytest.raises(ServiceUnknown):
        create_bank(node, ADMIN, "own", purpose=KNOWN, service_id="forum")


def test_a_bank_needs_a_plain_name(node: Node) -> None:
    with pytest.raises(NameInvalid):
        create_bank(node, ADMIN, "A bank!", purpose=KNOWN)


def test_a_bank_is_switched_off_and_on_again(node: Node) -> None:
    create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    assert not set_enabled(node, ADMIN, "hotline-a", enabled=False, reason="errors").enabled
    assert not set_enabled(node, ADMIN, "hotline-a", enabled=False).enabled
    assert set_enabled(node, ADMIN, "hotline-a", enabled=True).enabled
    assert [name for name, _ in events(node)][1:] == ["bank:disable", "bank:enable"]


def test_an_unknown_bank_is_an_error(node: Node) -> None:
    with pytest.raises(BankUnknown, match="'nowhere'"):
        show_bank(node, ADMIN, "nowhere")
    with pytest.raises(BankUnknown):
        set_enabled(node, ADMIN, "nowhere", enabled=False)


@pytest.mark.parametrize(
    "act",
    [
        lambda node: create_bank(node, REVIEWER, "mine", purpose=KNOWN),
        lambda node: set_enabled(node, REVIEWER, "mine", enabled=False),
        lambda node: import_file(node, REVIEWER, "mine", [], **TERMS),
    ],
)
def test_changing_banks_needs_the_permission(node: Node, act: Callable[[Node], object]) -> None:
    with pytest.raises(Forbidden, match="indicator:bank:edit"):
        act(node)


def test_a_bank_is_shown_as_counts(node: Node) -> None:
    create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    lines = [f"sha256 {digest('a')}", f"md5 {digest('b')[-32:]} r1", f"sha1 {digest('b')[-40:]} r1"]
    report = import_file(node, ADMIN, "hotline-a", lines, **TERMS)
    view = show_bank(node, REVIEWER, "hotline-a")
    assert view.states[IndicatorState.PROPOSED] == 2
    assert view.fingerprints == {
        SignalKind.MD5: 1,
        SignalKind.SHA1: 1,
        SignalKind.SHA256: 1,
        SignalKind.PDQ: 0,
        SignalKind.URL: 0,
    }
    assert [(one.source, one.indicators) for one in view.sources] == [("hotline", 2)]
    assert [one.batch_id for one in view.batches] == [report.batch_id]
    assert view.last_import == node.clock.now()


def test_an_empty_bank_is_shown_empty(node: Node) -> None:
    create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    view = show_bank(node, ADMIN, "hotline-a")
    assert (sum(view.states.values()), view.sources, view.last_import) == (0, (), None)


def test_opening_an_indicator_is_in_the_log_with_its_purpose(node: Node) -> None:
    create_bank(node, ADMIN, "hotline-a", purpose=KNOWN)
    create_bank(node, ADMIN, "hotline-b", purpose=KNOWN)
    signals = Signals("1" * 32, "1" * 40, "1" * 64, problem=Problem.UNDECODABLE)
    made = add_from_image(node, ADMIN, "hotline-a", signals, reference="r9", **TERMS)
    found = open_indicator(
        node, REVIEWER, "hotline-a", made.indicator_id, purpose="a user asks why"
    )
    assert (found.reference, found.provenance.source) == ("r9", "hotline")
    assert found.kinds == made.added
    assert events(node)[-1][0] == "indicator:open"
    with pytest.raises(IndicatorUnknown):
        open_indicator(node, REVIEWER, "hotline-b", made.indicator_id, purpose="the wrong bank")
    with pytest.raises(TextMissing):
        open_indicator(node, REVIEWER, "hotline-a", made.indicator_id, purpose=" ")
