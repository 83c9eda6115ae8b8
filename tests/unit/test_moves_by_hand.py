"""What may be done between institutions, written by hand from the law and our own pages, and held
against the tables: each move that is meant is there for whom it is meant, and no other for anybody.

Reports, removal orders and hotlines' cases have such lists beside their other tests.
"""

from __future__ import annotations

from typing import Any

import pytest

from tutela.exchanges.machine import ACCESS, SUBMISSION
from tutela.federation.machine import MESSAGES, PEERS
from tutela.law.errors import MoveRefused
from tutela.law.machine import Machine, apply
from tutela.law.machines.victim_request import VICTIM_REQUEST
from tutela.redress.informing.machine import USER_NOTICE
from tutela.redress.requests.machine import REMOVAL_REQUEST

# A line: from, command, to, and everybody who may.
SUBMISSIONS = """
    proposed   agree     submitted  authority
    proposed   drop      dropped    authority
    submitted  take      taken      centre
    submitted  refuse    refused    centre
    submitted  withdraw  withdrawn  authority centre
    taken      withdraw  withdrawn  authority centre
"""
ACCESSES = """
    requested  grant   granted  centre
    requested  refuse  refused  centre
    granted    ask-longer  granted  provider
    granted    prolong     granted  centre
    granted    keep        granted  centre
    granted    end     over     centre node
    over       erase   erased   node
"""
USER_NOTICES = """
    waiting  hasten   waiting      node
    waiting  hold     held         centre
    waiting  tell     told         node
    waiting  give-up  unreachable  node
    held     hold     held         centre
    held     lift     waiting      centre
    held     tell     told         node
    held     give-up  unreachable  node
"""
NODES = """
    added      verify   active     person
    added      end      ended      person
    active     doubt    added      peer
    active     suspend  suspended  person
    active     end      ended      person
    suspended  restore  active     person
    suspended  doubt    added      peer
    suspended  end      ended      person
"""
OUTGOING = """
    waiting  confirm  received  node
    waiting  refuse   refused   node
    refused  retry    waiting   person
    refused  close    closed    person
"""
REMOVALS_ASKED = """
    asked    remove     removed  person
    asked    keep       kept     person
    removed  ask-again  asked    centre
    kept     ask-again  asked    centre
    asked    erase      erased   centre node
    removed  erase      erased   centre node
    kept     erase      erased   centre node
"""
VICTIMS = """
    received         check-identity         identity-check   authority
    identity-check   pass-on                to-centre        authority
    identity-check   decline                declined         authority
    identity-check   refuse-representative  declined         authority
    to-centre        match                  matched          centre
    to-centre        find-none              no-match         centre
    matched          ask-provider           provider-asked   centre
    matched          answer                 answered         authority
    no-match         answer                 answered         authority
    provider-asked   remove                 removed          provider
    provider-asked   notify                 notified         centre
    notified         remove                 removed          provider
    notified         request-order          order-requested  authority
    removed          recheck                recheck          centre
    recheck          find-gone              removed          centre
    recheck          find-again             notified         centre
    removed          answer                 answered         authority
    order-requested  answer                 answered         authority
    answered         answer                 answered         authority
    answered         request-order          order-requested  authority
    received         withdraw               withdrawn        victim
    identity-check   withdraw               withdrawn        victim
    to-centre        withdraw               withdrawn        victim
    matched          withdraw               withdrawn        victim
    no-match         withdraw               withdrawn        victim
    provider-asked   withdraw               withdrawn        victim
    notified         withdraw               withdrawn        victim
    removed          withdraw               withdrawn        victim
    recheck          withdraw               withdrawn        victim
    order-requested  withdraw               withdrawn        victim
    answered         withdraw               withdrawn        victim
    declined         withdraw               withdrawn        victim
"""
TABLES: dict[str, tuple[Machine[Any], str]] = {
    "submissions": (SUBMISSION, SUBMISSIONS),
    "accesses": (ACCESS, ACCESSES),
    "users told of reports": (USER_NOTICE, USER_NOTICES),
    "nodes": (PEERS, NODES),
    "outgoing messages": (MESSAGES, OUTGOING),
    "removals that victims ask for": (REMOVAL_REQUEST, REMOVALS_ASKED),
    "victims' requests": (VICTIM_REQUEST, VICTIMS),
}


def meant(lines: str) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    return {
        (start, command): (target, frozenset(who))
        for start, command, target, *who in (line.split() for line in lines.strip().splitlines())
    }


@pytest.mark.parametrize("name", TABLES)
def test_each_move_that_is_meant_is_there_for_whom_it_is_meant_and_no_other(name: str) -> None:
    table, lines = TABLES[name]
    found = meant(lines)
    everybody = {actor for move in table.moves.values() for actor in move.actors}
    everybody |= {actor for _, who in found.values() for actor in who} | {"nobody"}
    facts = dict.fromkeys(table.guards, True)
    for state in table.states:
        for command in {command for _, command in [*table.moves, *found]}:
            target, who = found.get((str(state), command), ("", frozenset()))
            for actor in everybody:
                if actor in who:
                    moved = apply(table, state, command, actor_role=actor, facts=facts)
                    assert str(moved.target) == target, (state, command, actor)
                else:
                    with pytest.raises(MoveRefused):
                        apply(table, state, command, actor_role=actor, facts=facts)


def test_no_guard_is_passed_over() -> None:
    for table, _ in TABLES.values():
        for (state, command), move in table.moves.items():
            if move.guard:
                actor = min(move.actors)
                with pytest.raises(MoveRefused):
                    apply(table, state, command, actor_role=actor, facts={move.guard: False})
