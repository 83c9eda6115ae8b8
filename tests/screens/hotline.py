"""A hotline's case as the screens show it: told to its host, and to be looked at again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.hotlines import RDAP
from tests.screens.peers import _added, _verified

from tutela.hotline import assessing, hosts, looking, routing, taking, telling
from tutela.hotline.model import Found
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node


def play_hotline(node: Node, boss: Actor, who: Actor, more: str) -> UUID:
    """Three cases: one is urgent and waits, one was told to its host, one is gone."""
    there = replace(node, identity=replace(node.identity, role=NodeRole.HOTLINE))
    peer_id = _added(node, boss, NodeRole.HOTLINE, f"Hotline of the Netherlands{more}")
    _verified(node, boss, peer_id)
    routing.route(there, who, "NL", peer_id)
    said = f"Somebody called.{more}"
    taking.report(there, who, "https://board.example/topic/7", said, urgent=True)
    told, gone = (
        taking.report(there, who, f"https://host.example/page/{number}", said).case_id
        for number in (1, 2)
    )
    for case_id in (told, gone):
        assessing.add_item(
            there, who, case_id, scheme="tutela-demo", label="stand-in", where="first picture"
        )
        assessing.find_illegal(there, who, case_id, "It is the listed picture.")
    hosts.supply(there, who, told, json.dumps(RDAP))
    telling.told_host(there, who, told, "By the form on their own site.")
    looking.look(there, who, told, Found.PRESENT, "Section 184b(5) of the criminal code.")
    looking.look(there, who, gone, Found.GONE, "Section 184b(5) of the criminal code.")
    return told
