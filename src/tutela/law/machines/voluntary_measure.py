"""Voluntary detection by a communication service: it runs only on papers, and stops by itself.

Source: Regulation (EU) 2021/1232, Article 3(1), continued by Regulation (EU) 2026/1881.
"""

from tutela.law.machine import Machine, from_each
from tutela.law.machines.parts import Party, move

VOLUNTARY_MEASURE: Machine[str] = Machine(
    name="voluntary-measure",
    title="Voluntary detection measure",
    states=("proposed", "authorised", "running", "stopped"),
    initial="proposed",
    finals=frozenset({"stopped"}),
    guards={
        "record-complete": "The technology record, the impact assessment and the prior "
        "consultation exist.",
        "notice-published": "The notice to users is published.",
        "error-limit-breached": "The error share is above the limit the service set itself.",
        "basis-lapsed": "The legal profile or the activation no longer holds.",
        "encryption-announced": "End-to-end encryption is or will be applied to the service.",
    },
    moves={
        ("proposed", "authorise"): move(
            "authorised",
            "voluntary-measure:authorise",
            Party.PROVIDER,
            guard="record-complete",
            source="Article 3(1)(c)",
        ),
        ("authorised", "start"): move(
            "running",
            "voluntary-measure:start",
            Party.PROVIDER,
            guard="notice-published",
            source="Article 3(1)(g)(v) and (vi)",
        ),
        ("running", "breach-limit"): move(
            "stopped",
            "voluntary-measure:breach-limit",
            Party.SYSTEM,
            guard="error-limit-breached",
            source="Article 3(1)(e)",
        ),
        **from_each(
            ("authorised", "running"),
            "lapse",
            move("stopped", "voluntary-measure:lapse", Party.SYSTEM, guard="basis-lapsed"),
        ),
        **from_each(
            ("authorised", "running"),
            "encrypt",
            move(
                "stopped",
                "voluntary-measure:encrypt",
                Party.PROVIDER,
                Party.SYSTEM,
                guard="encryption-announced",
                source="2026/1881, Article 1(3)",
            ),
        ),
        **from_each(
            ("proposed", "authorised", "running"),
            "stop",
            move("stopped", "voluntary-measure:stop", Party.PROVIDER, Party.AUTHORITY),
        ),
    },
    sources=(
        "Regulation (EU) 2021/1232, Article 3(1)",
        "Regulation (EU) 2026/1881, Article 1(2) and (3)",
    ),
)
