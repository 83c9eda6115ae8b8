"""A victim's request: to learn of reports on a known item, and for help with its removal.

Source: COM(2022) 209, Articles 20, 21 and 49(2), recital 38. The law sets no days. Declining, the
check of representatives, withdrawing, answering again and the periodic recheck are design choices.
"""

from tutela.law.machine import Machine, from_each
from tutela.law.machines.parts import Party, move

_NOUN = "victim-request"
_OPEN = (
    "received",
    "identity-check",
    "to-centre",
    "matched",
    "no-match",
    "provider-asked",
    "notified",
    "removed",
    "recheck",
    "order-requested",
    "answered",
)

VICTIM_REQUEST: Machine[str] = Machine(
    name=_NOUN,
    title="Request of a victim",
    states=(*_OPEN, "declined", "withdrawn"),
    initial="received",
    finals=frozenset({"withdrawn"}),
    guards={
        "identity-shown": "The person, or a representative, showed who they are.",
        "identity-not-shown": "The person was asked in a way they could follow, and nothing came.",
        "still-there": "A report says that it was not removed, or is there again.",
        "representative-unfit": "The representative showed no paper to act by, or may be concerned "
        "by a report.",
    },
    moves={
        ("received", "check-identity"): move(
            "identity-check", f"{_NOUN}:check-identity", Party.AUTHORITY, source="Article 20"
        ),
        ("identity-check", "pass-on"): move(
            "to-centre",
            f"{_NOUN}:pass-on",
            Party.AUTHORITY,
            guard="identity-shown",
            source="Article 20",
        ),
        ("identity-check", "decline"): move(
            "declined", f"{_NOUN}:decline", Party.AUTHORITY, guard="identity-not-shown"
        ),
        ("identity-check", "refuse-representative"): move(
            "declined",
            f"{_NOUN}:refuse-representative",
            Party.AUTHORITY,
            guard="representative-unfit",
        ),
        ("to-centre", "match"): move(
            "matched", f"{_NOUN}:match", Party.CENTRE, source="Article 20"
        ),
        ("to-centre", "find-none"): move(
            "no-match", f"{_NOUN}:find-none", Party.CENTRE, source="Article 20"
        ),
        ("matched", "ask-provider"): move(
            "provider-asked", f"{_NOUN}:ask-provider", Party.CENTRE, source="Article 21"
        ),
        ("provider-asked", "notify"): move(
            "notified", f"{_NOUN}:notify", Party.CENTRE, source="Article 49(2)"
        ),
        **from_each(
            ("provider-asked", "notified"),
            "remove",
            move("removed", f"{_NOUN}:remove", Party.PROVIDER, source="Article 21(1)"),
        ),
        **from_each(
            ("notified", "answered"),
            "request-order",
            move(
                "order-requested",
                f"{_NOUN}:request-order",
                Party.AUTHORITY,
                guard="still-there",
                source="Articles 14 and 21",
            ),
        ),
        ("removed", "recheck"): move("recheck", f"{_NOUN}:recheck", Party.CENTRE),
        ("recheck", "find-gone"): move("removed", f"{_NOUN}:find-gone", Party.CENTRE),
        ("recheck", "find-again"): move("notified", f"{_NOUN}:find-again", Party.CENTRE),
        **from_each(
            ("matched", "no-match", "removed", "order-requested", "answered"),
            "answer",
            move("answered", f"{_NOUN}:answer", Party.AUTHORITY, source="Articles 20 and 21"),
        ),
        **from_each(
            (*_OPEN, "declined"),
            "withdraw",
            move("withdrawn", f"{_NOUN}:withdraw", Party.VICTIM),
        ),
    },
    sources=("COM(2022) 209, Articles 20, 21 and 49(2); recital 38",),
)
