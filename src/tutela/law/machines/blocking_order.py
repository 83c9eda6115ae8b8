"""Blocking orders to internet access services, and each address on their list.

Source: COM(2022) 209, Articles 16 to 18, 36(1)(b) and 46(7), Annexes VII and VIII. Article 17(1)
says the authority issues them; Article 16(1), followed here, that it asks a court to.
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

_NOUN = "blocking-order"
_LIVE = ("received", "active", "review", "modified")
_RUNNING = ("active", "review", "modified")
_CLOCKS = (f"{_NOUN}.period", f"{_NOUN}.review")

_BEFORE: Table[str] = {
    ("investigation", "hear-provider"): move(
        "provider-heard",
        f"{_NOUN}:hear-provider",
        Party.AUTHORITY,
        guard="urls-verified",
        source="Article 16",
    ),
    ("provider-heard", "request"): move(
        "requested",
        f"{_NOUN}:request",
        Party.AUTHORITY,
        guard="hearing-over",
        source="Article 16(1)",
    ),
    ("requested", "sign"): move(
        "issued",
        f"{_NOUN}:sign",
        Party.COURT,
        guard="issuer-is-not-requester",
        source="Article 16(1)",
    ),
    ("requested", "refuse"): move("refused", f"{_NOUN}:refuse", Party.COURT),
    ("issued", "receive"): move(
        "received", f"{_NOUN}:receive", Party.PROVIDER, source="Article 17"
    ),
    ("received", "ask-clarification"): move(
        "clarification", f"{_NOUN}:ask-clarification", Party.PROVIDER, source="Article 17(5)"
    ),
    ("clarification", "clarify"): move("received", f"{_NOUN}:clarify", Party.COURT),
    ("received", "start"): move(
        "active",
        f"{_NOUN}:start",
        Party.PROVIDER,
        guard="start-date-reached",
        clocks=clock(Effect.START, *_CLOCKS),
        source="Article 16",
    ),
}

_AFTER: Table[str] = {
    ("active", "open-review"): move(
        "review",
        f"{_NOUN}:open-review",
        Party.AUTHORITY,
        Party.PROVIDER,
        Party.USER,
        source="Articles 16 and 18(4) and (5)",
    ),
    ("review", "keep"): move(
        "active",
        f"{_NOUN}:keep",
        Party.AUTHORITY,
        clocks=clock(Effect.RESTART, f"{_NOUN}.review"),
        source="Article 16",
    ),
    ("review", "modify"): move("modified", f"{_NOUN}:modify", Party.COURT, source="Article 16"),
    ("modified", "apply"): move(
        "active",
        f"{_NOUN}:apply",
        Party.PROVIDER,
        clocks=clock(Effect.RESTART, f"{_NOUN}.review"),
    ),
    ("review", "revoke"): move(
        "revoked",
        f"{_NOUN}:revoke",
        Party.COURT,
        clocks=clock(Effect.END, *_CLOCKS),
        source="Article 16",
    ),
    **from_each(
        _RUNNING,
        "run-out",
        move(
            "expired",
            f"{_NOUN}:run-out",
            Party.SYSTEM,
            guard="clock-run-out",
            clocks=clock(Effect.END, *_CLOCKS),
            source="Article 16",
        ),
    ),
}

BLOCKING_ORDER: Machine[str] = Machine(
    name=_NOUN,
    title="Blocking order to an internet access service",
    states=(
        "investigation",
        "provider-heard",
        "requested",
        "refused",
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
    initial="investigation",
    finals=frozenset({"refused", "reversed", "closed"}),
    guards={
        **CLOCK_RUN_OUT,
        **APPEAL_OVER,
        **was_guards(_LIVE),
        "urls-verified": "Sample addresses were verified and the Centre gave its assurance.",
        "hearing-over": "The provider was heard, or its time to comment has passed.",
        "issuer-is-not-requester": "The court or independent body that signs did not ask for it.",
        "start-date-reached": "The start date of the order has come.",
    },
    moves=merge(
        _NOUN,
        _BEFORE,
        _AFTER,
        court_branch(_NOUN, _LIVE, _LIVE, "Article 18"),
        closing(_NOUN, ("revoked", "expired"), "Article 17"),
    ),
    sources=("COM(2022) 209, Articles 16 to 18; Annexes VII and VIII",),
)

URL_ENTRY: Machine[str] = Machine(
    name="url-entry",
    title="One address on a blocking list",
    states=("submitted", "rejected", "eligible", "listed", "delisted"),
    initial="submitted",
    finals=frozenset({"rejected", "delisted"}),
    guards={
        "host-and-state-refused": "The host serves no one in the Union and refuses removal, and "
        "the third country's authority does not cooperate.",
        "order-and-expiry-cited": "The entry cites the order it rests on and the day it expires.",
    },
    moves={
        ("submitted", "accept"): move(
            "eligible",
            "url-entry:accept",
            Party.CENTRE,
            guard="host-and-state-refused",
            source="Article 36(1)(b)",
        ),
        ("submitted", "reject"): move("rejected", "url-entry:reject", Party.CENTRE),
        ("eligible", "list"): move(
            "listed",
            "url-entry:list",
            Party.CENTRE,
            guard="order-and-expiry-cited",
            source="Article 44",
        ),
        **from_each(
            ("eligible", "listed"),
            "delist",
            move(
                "delisted",
                "url-entry:delist",
                Party.CENTRE,
                Party.SYSTEM,
                source="Article 46(7)",
            ),
        ),
    },
    sources=("COM(2022) 209, Articles 36(1)(b), 44 and 46(7)",),
)
