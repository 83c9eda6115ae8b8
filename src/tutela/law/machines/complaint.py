"""The ways to object: to the provider, to the authority, to a dispute body, to a court.

Source: Regulation (EU) 2022/2065, Articles 20 and 21; COM(2022) 209, Articles 10(4)(d), 18(3) and
34; Regulation (EU) 2021/1232, Article 3(1)(g)(iv). Time limits of courts are national.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine
from tutela.law.machines.parts import Party, clock, move

_DECIDE = "dispute.decide"

COMPLAINT: Machine[str] = Machine(
    name="complaint",
    title="Complaint to the provider",
    states=("lodged", "acknowledged", "human-review", "upheld", "reversed", "informed"),
    initial="lodged",
    finals=frozenset({"informed"}),
    guards={
        "lodged-in-time": "It was lodged within the time the law keeps complaints open.",
        "decided-by-person": "A qualified person decided, not automated means alone.",
        "reinstated": "The item or account is reinstated and the error is counted.",
    },
    moves={
        ("lodged", "acknowledge"): move(
            "acknowledged",
            "complaint:acknowledge",
            Party.PROVIDER,
            guard="lodged-in-time",
            source="2022/2065, Article 20",
        ),
        ("acknowledged", "review"): move(
            "human-review", "complaint:review", Party.PROVIDER, source="2022/2065, Article 20"
        ),
        ("lodged", "refuse-late"): move("upheld", "complaint:refuse-late", Party.PROVIDER),
        ("human-review", "uphold"): move(
            "upheld",
            "complaint:uphold",
            Party.PROVIDER,
            guard="decided-by-person",
            source="2022/2065, Article 20",
        ),
        ("human-review", "reverse"): move(
            "reversed",
            "complaint:reverse",
            Party.PROVIDER,
            guard="decided-by-person",
            source="2022/2065, Article 20; COM(2022) 209, Article 10(4)(d)",
        ),
        ("upheld", "inform"): move("informed", "complaint:inform", Party.PROVIDER),
        ("reversed", "inform"): move(
            "informed", "complaint:inform", Party.PROVIDER, guard="reinstated"
        ),
    },
    sources=(
        "Regulation (EU) 2022/2065, Article 20",
        "COM(2022) 209, Articles 10(4)(d) and 18(3)",
        "Regulation (EU) 2021/1232, Article 3(1)(g)(iv)",
    ),
)

AUTHORITY_COMPLAINT: Machine[str] = Machine(
    name="authority-complaint",
    title="Complaint to a Coordinating Authority",
    states=("lodged", "assessed", "transmitted", "decided", "informed"),
    initial="lodged",
    finals=frozenset({"informed"}),
    guards={"other-competent": "The authority of establishment, or another one, is competent."},
    moves={
        ("lodged", "assess"): move("assessed", "authority-complaint:assess", Party.AUTHORITY),
        ("assessed", "transmit"): move(
            "transmitted",
            "authority-complaint:transmit",
            Party.AUTHORITY,
            guard="other-competent",
            source="Article 34",
        ),
        ("assessed", "decide"): move("decided", "authority-complaint:decide", Party.AUTHORITY),
        ("transmitted", "decide"): move("decided", "authority-complaint:decide", Party.AUTHORITY),
        ("decided", "inform"): move("informed", "authority-complaint:inform", Party.AUTHORITY),
    },
    sources=("COM(2022) 209, Article 34",),
)

DISPUTE: Machine[str] = Machine(
    name="dispute",
    title="Dispute before an out-of-court body",
    states=("lodged", "extended", "decided"),
    initial="lodged",
    finals=frozenset({"decided"}),
    guards={"complex": "The dispute is highly complex and the reason is recorded."},
    moves={
        ("lodged", "extend"): move(
            "extended",
            "dispute:extend",
            Party.DISPUTE_BODY,
            guard="complex",
            clocks=clock(Effect.EXTEND, _DECIDE),
            source="Article 21",
        ),
        ("lodged", "decide"): move(
            "decided", "dispute:decide", Party.DISPUTE_BODY, clocks=clock(Effect.END, _DECIDE)
        ),
        ("extended", "decide"): move(
            "decided", "dispute:decide", Party.DISPUTE_BODY, clocks=clock(Effect.END, _DECIDE)
        ),
    },
    sources=("Regulation (EU) 2022/2065, Article 21",),
)

COURT_CASE: Machine[str] = Machine(
    name="court-case",
    title="Case before a court",
    states=("filed", "pending", "decided"),
    initial="filed",
    finals=frozenset({"decided"}),
    moves={
        ("filed", "admit"): move("pending", "court-case:admit", Party.COURT),
        ("filed", "dismiss"): move("decided", "court-case:dismiss", Party.COURT),
        ("pending", "decide"): move("decided", "court-case:decide", Party.COURT),
    },
    sources=("COM(2022) 209, Articles 9, 15, 18 and 34; national procedure",),
)
