"""The page of other institutions: introducing one by hand, and what comes back when refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tutela.federation import signing, wire
from tutela.federation.model import Descriptor
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.integration.pages.conftest import Visitor
    from tests.stage import Stage

PAGE = "/peers"


class Other:
    """Another institution, of which only the descriptor comes here."""

    def __init__(self, stage: Stage, name: str, role: NodeRole = NodeRole.CENTRE) -> None:
        key = Ed25519PrivateKey.generate()
        one = Descriptor(
            node=stage.node.ids.new(),
            role=role,
            name=name,
            address="http://127.0.0.1:9",
            demo=True,
            key=key.public_key().public_bytes_raw(),
            number=1,
            made_at=stage.node.clock.now(),
        )
        signature = signing.sign(key, signing.DESCRIPTOR, signing.of_descriptor(one))
        self.id: UUID = one.node
        self.code = signing.code_of(one.key)
        self.descriptor = json.dumps(wire.write_descriptor(one, signature))


@pytest.fixture
def centre(stage: Stage) -> Other:
    return Other(stage, "Centre <b>")


def test_an_administrator_introduces_another_institution_and_greets_it(
    visit: Callable[[str], Visitor], centre: Other
) -> None:
    boss = visit("boss")
    assert "No other node is known yet" in boss.reads(PAGE)
    boss.sends(PAGE + "/describe", page=PAGE, name="Forum", address="http://127.0.0.1:8321")
    assert "Its code, to be read out" in boss.reads(PAGE)
    given = json.loads(boss.reads(PAGE + "/descriptor.json"))
    assert given["descriptor"]["name"] == "Forum"
    added = boss.sends(PAGE, page=PAGE, descriptor=centre.descriptor)
    assert added.headers["location"] == f"{PAGE}?done=added"
    page = boss.reads(PAGE)
    assert "Centre &lt;b&gt;" in page
    assert "not believed yet" in page
    assert centre.code not in page
    wrong = boss.sends(f"{PAGE}/{centre.id}/verify", page=PAGE, code="0000", note="called them")
    assert wrong.status_code == 409
    assert 'value="called them"' in wrong.text
    boss.sends(f"{PAGE}/{centre.id}/verify", page=PAGE, code=centre.code, note="called them")
    greeted = boss.sends(f"{PAGE}/{centre.id}/greet", page=PAGE)
    assert greeted.headers["location"] == f"{PAGE}?done=greeted"
    assert "node.greeting" in boss.reads(PAGE)
    boss.sends(f"{PAGE}/{centre.id}/change", page=PAGE, act="suspend", reason="a doubt")
    assert "suspended" in boss.reads(PAGE)


def test_what_is_no_descriptor_comes_back_as_it_was_sent(visit: Callable[[str], Visitor]) -> None:
    refused = visit("boss").sends(PAGE, page=PAGE, descriptor="<script>alert(1)</script>")
    assert refused.status_code == 400
    assert "&lt;script&gt;alert(1)" in refused.text
    assert "<script>alert(1)" not in refused.text


def test_who_does_not_manage_nodes_sees_them_and_changes_nothing(
    visit: Callable[[str], Visitor], centre: Other
) -> None:
    visit("boss").sends(PAGE, page=PAGE, descriptor=centre.descriptor)
    mira = visit("mira")
    page = mira.reads(PAGE)
    assert "Centre &lt;b&gt;" in page
    assert '<form method="post" action="/peers' not in page
    assert mira.sends(f"{PAGE}/{centre.id}/greet", page=PAGE).status_code == 403
