"""Detection orders. Only profiles that provide them may use this table.

Source: COM(2022) 209, Articles 7 to 10, Annexes I and II. Article 7(2) and (3) stage the request:
draft, comments and opinion, implementation plan, request.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine, Table, from_each, merge
from tutela.law.machines.parts import (
    APPEAL_OVER,
    CLOCK_RUN_OUT,
    Party,
    clock,
    closing,
    court_branch,
    move,
    was_guards,
)

_NOUN = "detection-order"
_OPINION = f"{_NOUN}.centre-opinion"
_PERIODS = (f"{_NOUN}.period-known-new", f"{_NOUN}.period-solicitation")
_LIVE = ("received", "active", "review", "modified")
_RUNNING = ("active", "review", "modified")

_REQUEST: Table[str] = {
    ("assessing", "draft"): move(
        "draft-request",
        f"{_NOUN}:draft",
        Party.AUTHORITY,
        guard="significant-risk",
        clocks=clock(Effect.START, _OPINION),
        source="Article 7(2) to (4)",
    ),
    ("draft-request", "resubmit"): move(
        "re-submitted",
        f"{_NOUN}:resubmit",
        Party.AUTHORITY,
        guard="comments-and-opinion",
        clocks=clock(Effect.END, _OPINION),
        source="Article 7(3)",
    ),
    ("re-submitted", "request"): move(
        "requested",
        f"{_NOUN}:request",
        Party.AUTHORITY,
        guard="plan-and-consultation",
        source="Article 7(3)",
    ),
    ("assessing", "drop"): move("dropped", f"{_NOUN}:drop", Party.AUTHORITY),
    ("draft-request", "drop"): move(
        "dropped", f"{_NOUN}:drop", Party.AUTHORITY, clocks=clock(Effect.END, _OPINION)
    ),
    ("re-submitted", "drop"): move("dropped", f"{_NOUN}:drop", Party.AUTHORITY),
    ("requested", "issue"): move(
        "issued", f"{_NOUN}:issue", Party.COURT, guard="court-test", source="Article 7(4) to (9)"
    ),
    ("requested", "reject"): move("rejected", f"{_NOUN}:reject", Party.COURT, source="Article 7"),
    ("issued", "receive"): move("received", f"{_NOUN}:receive", Party.PROVIDER, source="Article 8"),
}


def _start(kind: str, period: str) -> Table[str]:
    cell = move(
        "active",
        f"{_NOUN}:start",
        Party.PROVIDER,
        guard=f"start-{kind}",
        clocks=clock(Effect.START, period),
        source="Articles 7(8), 7(9) and 10(4)(e)",
    )
    return {("received", f"start-{kind}"): cell}


_EXECUTION: Table[str] = {
    ("received", "ask-clarification"): move(
        "clarification", f"{_NOUN}:ask-clarification", Party.PROVIDER, source="Article 8, Annex II"
    ),
    ("clarification", "clarify"): move(
        "received", f"{_NOUN}:clarify", Party.COURT, source="Article 8"
    ),
    **_start("known-new", _PERIODS[0]),
    **_start("solicitation", _PERIODS[1]),
    ("active", "report-halfway"): move(
        "review", f"{_NOUN}:report-halfway", Party.PROVIDER, source="Article 9(3)"
    ),
    ("active", "open-review"): move(
        "review", f"{_NOUN}:open-review", Party.AUTHORITY, source="Article 9(3) and (4)"
    ),
    ("review", "keep"): move(
        "active", f"{_NOUN}:keep", Party.AUTHORITY, source="Article 9(3) and (4)"
    ),
    ("review", "modify"): move(
        "modified", f"{_NOUN}:modify", Party.COURT, source="Article 9(3) and (4)"
    ),
    ("modified", "apply"): move(
        "active", f"{_NOUN}:apply", Party.PROVIDER, source="Article 9(3) and (4)"
    ),
    ("review", "revoke"): move(
        "revoked",
        f"{_NOUN}:revoke",
        Party.COURT,
        clocks=clock(Effect.END, *_PERIODS),
        source="Article 9(3) and (4)",
    ),
    **from_each(
        _RUNNING,
        "run-out",
        move(
            "expired",
            f"{_NOUN}:run-out",
            Party.SYSTEM,
            guard="clock-run-out",
            clocks=clock(Effect.END, *_PERIODS),
            source="Article 7(9)",
        ),
    ),
}

_NOTICE = "the start date has come and the provider gave notice a month before."

DETECTION_ORDER: Machine[str] = Machine(
    name=_NOUN,
    title="Detection order",
    states=(
        "assessing",
        "draft-request",
        "re-submitted",
        "requested",
        "dropped",
        "rejected",
        "issued",
        "received",
        "clarification",
        "active",
        "review",
        "modified",
        "revoked",
        "expired",
        "challenged",
        "upheld",
        "annulled",
        "reversed",
        "final",
        "closed",
    ),
    initial="assessing",
    finals=frozenset({"dropped", "rejected", "reversed", "closed"}),
    guards={
        **CLOCK_RUN_OUT,
        **APPEAL_OVER,
        **was_guards(_LIVE),
        "significant-risk": "Evidence of a significant risk from the past twelve months is cited.",
        "comments-and-opinion": "The provider's comments and the Centre's opinion are in, or their "
        "time has passed.",
        "plan-and-consultation": "The implementation plan is in, with impact assessment and prior "
        "consultation where required.",
        "court-test": "The court did not ask for the order itself and finds every condition of "
        "Article 7(4) to (7) met.",
        "start-known-new": f"The order is for known or new material, {_NOTICE}",
        "start-solicitation": f"The order is for solicitation, {_NOTICE}",
    },
    moves=merge(
        _NOUN,
        _REQUEST,
        _EXECUTION,
        court_branch(_NOUN, _LIVE, _LIVE, "Article 9"),
        closing(_NOUN, ("revoked", "expired"), "Article 9"),
    ),
    sources=("COM(2022) 209, Articles 7 to 10; Annexes I and II",),
)
