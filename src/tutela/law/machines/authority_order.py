"""Orders already in force: to act against items, or to give information, and national ones.

Source: Regulation (EU) 2022/2065, Articles 9 and 10. They set no state of their own: they ask that
an order have certain parts, that the authority be told "without undue delay" of its receipt and of
any effect given, and that the user be told at the latest when effect is given. Sending an order
back for what it lacks, and undoing what a withdrawn one led to, are design choices.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine, Table, from_each
from tutela.law.machines.parts import Party, clock, move

_EFFECT, _TELL = "order.effect", "order.report-back"
_OPEN = ("registered", "lacking")
_CARRIED_OUT = ("executing", "effected", "reported")

_TAKING: Table[str] = {
    ("received", "register"): move(
        "registered",
        "order:register",
        Party.PROVIDER,
        clocks=clock(Effect.START, _EFFECT),
        source="2022/2065, Articles 9(1) and 10(1)",
    ),
    ("received", "dismiss"): move("dismissed", "order:dismiss", Party.PROVIDER),
    ("registered", "return"): move(
        "lacking",
        "order:return",
        Party.PROVIDER,
        clocks=clock(Effect.STOP, _EFFECT),
        source="2022/2065, Articles 9(2) and 10(2)",
    ),
    ("lacking", "complete"): move(
        "registered", "order:complete", Party.AUTHORITY, clocks=clock(Effect.RESTART, _EFFECT)
    ),
    **from_each(
        _OPEN,
        "refuse",
        move("refused", "order:refuse", Party.PROVIDER, clocks=clock(Effect.END, _EFFECT)),
    ),
    **from_each(
        _OPEN,
        "withdraw",
        move("withdrawn", "order:withdraw", Party.AUTHORITY, clocks=clock(Effect.END, _EFFECT)),
    ),
}
_CARRYING_OUT: Table[str] = {
    ("registered", "execute"): move(
        "executing",
        "order:execute",
        Party.PROVIDER,
        guard="issuer-verified-or-two-people",
        source="2022/2065, Articles 9 and 10",
    ),
    ("executing", "settle"): move(
        "effected",
        "order:effect",
        Party.SYSTEM,
        guard="every-target-answered",
        clocks=(*clock(Effect.END, _EFFECT), *clock(Effect.START, _TELL)),
        source="2022/2065, Articles 9(1), 9(5), 10(1) and 10(5)",
    ),
    ("effected", "report"): move(
        "reported",
        "order:report",
        Party.PROVIDER,
        clocks=clock(Effect.END, _TELL),
        source="2022/2065, Articles 9(1) and 10(1)",
    ),
    ("refused", "report"): move(
        "answered",
        "order:report",
        Party.PROVIDER,
        source="2022/2065, Articles 9(1) and 10(1)",
    ),
}
_UNDOING: Table[str] = {
    **from_each(
        _CARRIED_OUT,
        "withdraw",
        move("reinstating", "order:withdraw", Party.AUTHORITY, source="2022/2065, Article 9"),
    ),
    ("reinstating", "settle"): move(
        "reinstated", "order:reinstate", Party.SYSTEM, guard="every-target-answered"
    ),
    ("reinstated", "report"): move("withdrawn", "order:report", Party.PROVIDER),
}

ORDER: Machine[str] = Machine(
    name="order",
    title="Order under Articles 9 and 10 of the Digital Services Act, or national law",
    states=(
        "received",
        "dismissed",
        "registered",
        "lacking",
        "refused",
        "answered",
        "executing",
        "effected",
        "reported",
        "reinstating",
        "reinstated",
        "withdrawn",
    ),
    initial="received",
    finals=frozenset({"dismissed", "answered", "withdrawn"}),
    guards={
        "issuer-verified-or-two-people": "Somebody verified who issued it, or a second person "
        "agreed.",
        "every-target-answered": "The platform or a person said of every target what became of it.",
    },
    moves={**_TAKING, **_CARRYING_OUT, **_UNDOING},
    sources=("Regulation (EU) 2022/2065, Articles 9, 10 and 15(1)(a)", "National law"),
)
