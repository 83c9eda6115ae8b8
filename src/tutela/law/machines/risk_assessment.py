"""Risk assessments: due, drafted, reviewed, and due again; it has no end while the service lives.

Source: COM(2022) 209, Articles 3 to 5; the category is in the Council's mandate only.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine, from_each
from tutela.law.machines.parts import CLOCK_RUN_OUT, Party, clock, move

_DECIDE = "authority-review.decide"
_INFORMATION = "authority-review.information"
_CORRECTION = "authority-review.correction"
_SUBMIT = "risk-assessment.submit"

RISK_ASSESSMENT: Machine[str] = Machine(
    name="risk-assessment",
    title="Risk assessment of one service",
    states=(
        "due",
        "draft",
        "mitigation-planned",
        "submitted",
        "under-review",
        "information-asked",
        "correction",
        "compliant",
        "categorised",
    ),
    initial="due",
    finals=frozenset(),
    guards={
        **CLOCK_RUN_OUT,
        "renewal-due": "Three years have passed, the authority demands it, a detection order ends "
        "in two months, or the service changed in a major way.",
    },
    moves={
        ("due", "draft"): move(
            "draft", "risk-assessment:draft", Party.PROVIDER, source="Article 3(1) and (2)"
        ),
        ("draft", "plan-mitigation"): move(
            "mitigation-planned",
            "risk-assessment:plan-mitigation",
            Party.PROVIDER,
            clocks=(
                *clock(Effect.END, "risk-assessment.first"),
                *clock(Effect.START, _SUBMIT),
            ),
            source="Article 4",
        ),
        ("mitigation-planned", "submit"): move(
            "submitted",
            "risk-assessment:submit",
            Party.PROVIDER,
            clocks=(*clock(Effect.END, _SUBMIT), *clock(Effect.START, _DECIDE)),
            source="Article 5(1)",
        ),
        ("submitted", "review"): move(
            "under-review", "risk-assessment:review", Party.AUTHORITY, source="Article 5(2) to (4)"
        ),
        ("under-review", "ask-information"): move(
            "information-asked",
            "risk-assessment:ask-information",
            Party.AUTHORITY,
            clocks=(*clock(Effect.STOP, _DECIDE), *clock(Effect.START, _INFORMATION)),
            source="Article 5(2) to (4)",
        ),
        ("information-asked", "give-information"): move(
            "under-review",
            "risk-assessment:give-information",
            Party.PROVIDER,
            clocks=(*clock(Effect.END, _INFORMATION), *clock(Effect.RESUME, _DECIDE)),
            source="Article 5(2) to (4)",
        ),
        ("information-asked", "run-out"): move(
            "under-review",
            "risk-assessment:run-out",
            Party.SYSTEM,
            guard="clock-run-out",
            clocks=(*clock(Effect.END, _INFORMATION), *clock(Effect.RESUME, _DECIDE)),
        ),
        ("under-review", "accept"): move(
            "compliant",
            "risk-assessment:accept",
            Party.AUTHORITY,
            clocks=(
                *clock(Effect.END, _DECIDE),
                *clock(Effect.START, "risk-assessment.update"),
            ),
            source="Articles 3(4) and 5(2) to (4)",
        ),
        ("under-review", "require-correction"): move(
            "correction",
            "risk-assessment:require-correction",
            Party.AUTHORITY,
            clocks=(*clock(Effect.END, _DECIDE), *clock(Effect.START, _CORRECTION)),
            source="Article 5(2) to (4)",
        ),
        ("correction", "submit"): move(
            "submitted",
            "risk-assessment:submit",
            Party.PROVIDER,
            clocks=(*clock(Effect.END, _CORRECTION), *clock(Effect.START, _DECIDE)),
            source="Article 5(2) to (4)",
        ),
        ("compliant", "categorise"): move(
            "categorised",
            "risk-assessment:categorise",
            Party.AUTHORITY,
            source="Council mandate of 26 November 2025",
        ),
        **from_each(
            ("compliant", "categorised"),
            "renew",
            move(
                "due",
                "risk-assessment:renew",
                Party.PROVIDER,
                Party.AUTHORITY,
                Party.SYSTEM,
                guard="renewal-due",
                clocks=clock(Effect.END, "risk-assessment.update"),
                source="Article 3(4)",
            ),
        ),
    },
    sources=(
        "COM(2022) 209, Articles 3 to 5",
        "Council mandate of 26 November 2025, public summaries",
    ),
)
