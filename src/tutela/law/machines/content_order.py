"""Removal orders, and delisting orders as the same procedure with a search engine as addressee.

Source: COM(2022) 209, Articles 14, 15 and 49(1), Annexes IV to VI. Delisting is in the Council's
mandate only; its time limit is unknown, so its clock cannot start until a profile sets one.
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

_STATES = (
    "requested",
    "refused",
    "issued",
    "received",
    "suspended",
    "overdue",
    "enforcement",
    "executed",
    "verified",
    "non-disclosure",
    "non-disclosure-extended",
    "user-informed",
    "challenged",
    "upheld",
    "annulled",
    "reversed",
    "final",
    "closed",
)
_BACK = ("received", "suspended", "overdue", "enforcement", "executed", "verified")
_DONE = ("executed", "verified")
_HIDDEN = ("non-disclosure", "non-disclosure-extended")
_GUARDS = {
    **CLOCK_RUN_OUT,
    **APPEAL_OVER,
    **was_guards((*_BACK, *_HIDDEN, "user-informed")),
    "issuer-is-not-requester": "The court or independent body that signs did not ask for it.",
    "non-disclosure-over": "The period of non-disclosure has ended or was lifted.",
}


def _issuing(noun: str) -> Table[str]:
    return {
        ("requested", "sign"): move(
            "issued",
            f"{noun}:sign",
            Party.COURT,
            guard="issuer-is-not-requester",
            source="Article 14(1)",
        ),
        ("requested", "refuse"): move("refused", f"{noun}:refuse", Party.COURT),
        ("issued", "receive"): move(
            "received",
            f"{noun}:receive",
            Party.PROVIDER,
            clocks=clock(Effect.START, f"{noun}.execute"),
            source="Articles 14(2), 14(4) and 39(2)",
        ),
    }


def _stopping(noun: str) -> Table[str]:
    stop = clock(Effect.STOP, f"{noun}.execute")
    return {
        ("received", "claim-impossibility"): move(
            "suspended",
            f"{noun}:claim-impossibility",
            Party.PROVIDER,
            clocks=stop,
            source="Article 14(5), Annex V",
        ),
        ("received", "ask-clarification"): move(
            "suspended",
            f"{noun}:ask-clarification",
            Party.PROVIDER,
            clocks=stop,
            source="Article 14(6), Annex V",
        ),
    }


def _restarting(noun: str) -> Table[str]:
    again = clock(Effect.RESTART, f"{noun}.execute")
    return {
        ("suspended", "end-impossibility"): move(
            "received",
            f"{noun}:end-impossibility",
            Party.PROVIDER,
            clocks=again,
            source="Article 14(5)",
        ),
        ("suspended", "clarify"): move(
            "received", f"{noun}:clarify", Party.COURT, clocks=again, source="Article 14(6)"
        ),
    }


def _executing(noun: str) -> Table[str]:
    execute = move(
        "executed",
        f"{noun}:execute",
        Party.PROVIDER,
        clocks=clock(Effect.END, f"{noun}.execute"),
        source="Article 14(2), Annex VI",
    )
    return {
        **from_each(("received", "overdue", "enforcement"), "execute", execute),
        ("received", "run-out"): move(
            "overdue", f"{noun}:run-out", Party.SYSTEM, guard="clock-run-out"
        ),
        ("overdue", "enforce"): move(
            "enforcement", f"{noun}:enforce", Party.AUTHORITY, source="Articles 27 to 29 and 35"
        ),
        ("executed", "verify"): move(
            "verified", f"{noun}:verify", Party.CENTRE, source="Article 49(1)"
        ),
    }


def _withholding(noun: str) -> Table[str]:
    hidden = f"{noun}.nondisclosure"
    withhold = move(
        "non-disclosure",
        f"{noun}:withhold",
        Party.COURT,
        clocks=clock(Effect.START, hidden),
        source="Article 15",
    )
    extend = move(
        "non-disclosure-extended",
        f"{noun}:extend-non-disclosure",
        Party.COURT,
        clocks=clock(Effect.EXTEND, hidden),
        source="Article 15",
    )
    return {**from_each(_DONE, "withhold", withhold), ("non-disclosure", "extend"): extend}


def _informing(noun: str) -> Table[str]:
    event = f"{noun}:inform-user"
    inform = move("user-informed", event, Party.PROVIDER, source="Article 15")
    disclose = move(
        "user-informed",
        event,
        Party.PROVIDER,
        guard="non-disclosure-over",
        clocks=clock(Effect.END, f"{noun}.nondisclosure"),
        source="Article 15",
    )
    return {
        **from_each(_DONE, "inform-user", inform),
        **from_each(_HIDDEN, "inform-user", disclose),
    }


def _content_order(noun: str, title: str, sources: tuple[str, ...]) -> Machine[str]:
    returns = (*_BACK, *_HIDDEN, "user-informed")
    return Machine(
        name=noun,
        title=title,
        states=_STATES,
        initial="requested",
        finals=frozenset({"refused", "reversed", "closed"}),
        guards=_GUARDS,
        moves=merge(
            noun,
            _issuing(noun),
            _stopping(noun),
            _restarting(noun),
            _executing(noun),
            _withholding(noun),
            _informing(noun),
            court_branch(noun, returns, returns, "Article 15"),
            closing(noun, ("user-informed",), "Article 14"),
        ),
        sources=sources,
    )


REMOVAL_ORDER = _content_order(
    "removal-order",
    "Removal order to a hosting service",
    ("COM(2022) 209, Articles 14, 15, 27 to 29, 35, 39(2), 49(1); Annexes IV to VI",),
)
DELISTING_ORDER = _content_order(
    "delisting-order",
    "Delisting order to a search engine",
    (
        "Council mandate of 26 November 2025, public summaries",
        "COM(2022) 209, Articles 14 and 15, by analogy",
    ),
)
