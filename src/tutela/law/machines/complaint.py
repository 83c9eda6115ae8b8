"""The ways to object beyond the provider: to the authority, to a dispute body, to a court.

A complaint to the provider itself is `redress/complaints/machine.py`.
Source: Regulation (EU) 2022/2065, Article 21; COM(2022) 209, Article 34. Time limits of courts are
national.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine
from tutela.law.machines.parts import Party, clock, move

_DECIDE = "dispute.decide"

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
