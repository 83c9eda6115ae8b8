"""A report from draft to outcome.

Source: COM(2022) 209, Articles 12, 13, 36, 45 and 48, recital 65; Regulation (EU) 2021/1232,
Article 3(1)(g)(iii) for confirmation by a person.
"""

from tutela.law.deadlines import Effect
from tutela.law.machine import Machine, from_each
from tutela.law.machines.parts import Party, clock, move

_CONFIRM = "report.confirm-new"

REPORT: Machine[str] = Machine(
    name="report",
    title="Report of potential child sexual abuse",
    states=(
        "draft",
        "submitted",
        "incomplete",
        "triage",
        "manifestly-unfounded",
        "forwarded-member-state",
        "forwarded-europol",
        "confirmed",
        "indicator-created",
        "not-abuse-material",
        "outcome",
        "closed",
        "closed-not-abuse-material",
    ),
    initial="draft",
    finals=frozenset({"closed", "closed-not-abuse-material"}),
    guards={
        "confirmed-by-person": "A person confirmed the finding before the report is made.",
        "provider-and-user-told": "The provider has the reasons and the user has been told.",
        "jurisdiction-known": "The competent Member State is known.",
        "jurisdiction-unclear": "The competent Member State is unclear and the reason is recorded.",
        "provider-told": "The provider was told, so that it can reverse its measures.",
        "diligent-assessment": "An authority or court assessed the item diligently.",
        "complex": "The assessment is complex and the reason is recorded.",
    },
    moves={
        ("draft", "submit"): move(
            "submitted",
            "report:submit",
            Party.PROVIDER,
            guard="confirmed-by-person",
            clocks=clock(Effect.START, "report.user-notice"),
            source="Articles 12(1), 13; 2021/1232 Article 3(1)(g)(iii)",
        ),
        ("submitted", "ask-for-fields"): move(
            "incomplete", "report:ask-for-fields", Party.CENTRE, source="Article 48(1) to (5)"
        ),
        ("incomplete", "supply-fields"): move(
            "submitted", "report:supply-fields", Party.PROVIDER, source="Article 48(1) to (5)"
        ),
        ("submitted", "take-in"): move(
            "triage", "report:take-in", Party.CENTRE, source="Article 48(1) to (5)"
        ),
        ("triage", "find-unfounded"): move(
            "manifestly-unfounded",
            "report:find-unfounded",
            Party.CENTRE,
            source="Article 48; recital 65",
        ),
        ("manifestly-unfounded", "close"): move(
            "closed", "report:close", Party.CENTRE, guard="provider-and-user-told"
        ),
        ("triage", "forward-to-member-state"): move(
            "forwarded-member-state",
            "report:forward",
            Party.CENTRE,
            guard="jurisdiction-known",
            clocks=clock(Effect.START, _CONFIRM),
            source="Article 48(3)",
        ),
        ("triage", "forward-to-europol"): move(
            "forwarded-europol",
            "report:forward",
            Party.CENTRE,
            guard="jurisdiction-unclear",
            source="Article 48(3)",
        ),
        ("forwarded-europol", "refer"): move(
            "forwarded-member-state",
            "report:refer",
            Party.EUROPOL,
            clocks=clock(Effect.START, _CONFIRM),
            source="Article 48(3)",
        ),
        ("forwarded-member-state", "extend-assessment"): move(
            "forwarded-member-state",
            "report:extend-assessment",
            Party.LAW_ENFORCEMENT,
            guard="complex",
            clocks=clock(Effect.EXTEND, _CONFIRM),
            source="Article 36(3)",
        ),
        ("forwarded-member-state", "confirm"): move(
            "confirmed",
            "report:confirm",
            Party.LAW_ENFORCEMENT,
            clocks=clock(Effect.END, _CONFIRM),
            source="Article 36(3)",
        ),
        ("forwarded-member-state", "reject"): move(
            "not-abuse-material",
            "report:reject",
            Party.LAW_ENFORCEMENT,
            clocks=clock(Effect.END, _CONFIRM),
            source="Article 36(3) and (4)",
        ),
        ("not-abuse-material", "close"): move(
            "closed-not-abuse-material", "report:close", Party.CENTRE, guard="provider-told"
        ),
        ("confirmed", "submit-indicator"): move(
            "indicator-created",
            "report:submit-indicator",
            Party.AUTHORITY,
            guard="diligent-assessment",
            source="Articles 36 and 44",
        ),
        **from_each(
            ("forwarded-member-state", "confirmed", "indicator-created"),
            "record-outcome",
            move(
                "outcome",
                "report:record-outcome",
                Party.LAW_ENFORCEMENT,
                clocks=clock(Effect.END, _CONFIRM),
                source="Article 83(2)(a)",
            ),
        ),
        ("outcome", "close"): move("closed", "report:close", Party.CENTRE),
    },
    sources=("COM(2022) 209, Articles 12, 13, 36, 45, 48, 83; recital 65",),
)
