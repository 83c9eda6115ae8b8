"""What runs beside a report: telling the user, removing the item, keeping and erasing.

Source: COM(2022) 209, Articles 12(2), 22 and 48(6) to (8); Regulation (EU) 2021/1232,
Article 3(1)(h) and (i).
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine, from_each
from tutela.law.machines.parts import CLOCK_RUN_OUT, Party, clock, move

USER_NOTICE: Machine[str] = Machine(
    name="user-notice",
    title="Telling the user about a report",
    states=("waiting", "held", "sent"),
    initial="waiting",
    finals=frozenset({"sent"}),
    guards={
        "notice-due": "The report was found manifestly unfounded, or the waiting time has passed.",
        "hold-over": "The hold was lifted or has run out.",
    },
    moves={
        ("waiting", "send"): move(
            "sent",
            "user-notice:send",
            Party.PROVIDER,
            guard="notice-due",
            clocks=clock(Effect.END, "report.user-notice"),
            source="Article 12(2)",
        ),
        ("waiting", "hold"): move(
            "held",
            "user-notice:hold",
            Party.LAW_ENFORCEMENT,
            clocks=clock(Effect.START, "report.hold"),
            source="Article 48(6) and (7)",
        ),
        ("held", "send"): move(
            "sent",
            "user-notice:send",
            Party.PROVIDER,
            guard="hold-over",
            clocks=clock(Effect.END, "report.hold", "report.user-notice"),
            source="Articles 12(2) and 48(7)",
        ),
    },
    sources=("COM(2022) 209, Articles 12(2), 48(6) and (7)",),
)

REPORTED_ITEM: Machine[str] = Machine(
    name="reported-item",
    title="Removing what a report is about",
    states=("present", "removal-held", "removed", "verified", "not-expeditious", "order-requested"),
    initial="present",
    finals=frozenset({"verified", "order-requested"}),
    guards={"public": "The item was open to the public, so the Centre may look."},
    moves={
        ("present", "remove"): move("removed", "reported-item:remove", Party.PROVIDER),
        ("present", "hold"): move(
            "removal-held",
            "reported-item:hold",
            Party.LAW_ENFORCEMENT,
            clocks=clock(Effect.START, "report.hold"),
            source="Article 48(6)(b)",
        ),
        ("removal-held", "release"): move(
            "present",
            "reported-item:release",
            Party.LAW_ENFORCEMENT,
            Party.SYSTEM,
            clocks=clock(Effect.END, "report.hold"),
            source="Article 48(6)(b)",
        ),
        ("removed", "verify"): move(
            "verified", "reported-item:verify", Party.CENTRE, guard="public", source="Article 48(8)"
        ),
        **from_each(
            ("present", "removed"),
            "find-not-expeditious",
            move(
                "not-expeditious",
                "reported-item:find-not-expeditious",
                Party.CENTRE,
                guard="public",
                source="Article 48(8)",
            ),
        ),
        ("not-expeditious", "request-order"): move(
            "order-requested", "reported-item:request-order", Party.AUTHORITY, source="Article 14"
        ),
        ("not-expeditious", "verify"): move("verified", "reported-item:verify", Party.CENTRE),
    },
    sources=("COM(2022) 209, Article 48(6) and (8)",),
)

RETENTION: Machine[str] = Machine(
    name="retention",
    title="Keeping and erasing what a report is about",
    states=("active", "extended", "erased"),
    initial="active",
    finals=frozenset({"erased"}),
    guards={
        **CLOCK_RUN_OUT,
        "redress-pending": "An authority or court asked to keep it for redress.",
        "redress-over": "The redress it was kept for is over.",
    },
    moves={
        ("active", "erase"): move(
            "erased",
            "retention:erase",
            Party.SYSTEM,
            guard="clock-run-out",
            clocks=clock(Effect.END, "preservation.keep"),
            source="Article 22(2)",
        ),
        ("active", "extend"): move(
            "extended",
            "retention:extend",
            Party.AUTHORITY,
            Party.COURT,
            guard="redress-pending",
            clocks=clock(Effect.END, "preservation.keep"),
            source="Article 22(2)",
        ),
        ("extended", "erase"): move(
            "erased", "retention:erase", Party.SYSTEM, guard="redress-over", source="Article 22(2)"
        ),
    },
    sources=("COM(2022) 209, Article 22", "Regulation (EU) 2021/1232, Article 3(1)(h) and (i)"),
)
