"""Orders in the states that the screens show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.orders import COURT, WHOLE

from tutela.demonstration import SERVICE
from tutela.orders import answering, checking, effects, executing, form, issuers, registering
from tutela.orders import taking as doors
from tutela.orders.effects import Effect
from tutela.orders.giving import keys
from tutela.orders.model import IssuerKind, TargetState, Verified
from tutela.orders.paper import Paper

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node

STRANGER = "Präfektur der Seine"
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
LOOK_ALIKE = "https://fоrum.example/posts/2"


def play_orders(node: Node, who: Actor, reference: str) -> dict[str, UUID]:
    """One that came in, one to decide of an issuer nobody verified, and one that took effect."""
    for name, state in ((COURT, "DE"), (STRANGER, "FR")):
        issuers.add(
            node, who, SERVICE, name,
            kind=IssuerKind.COURT, member_state=state, contact="+49 30 000000",
        )  # fmt: skip
    issuers.verify(
        node, who, SERVICE, COURT, how=Verified.CALL_BACK, note="The number of the state's list."
    )
    paper = Paper("Beschluss.pdf", "application/pdf", b"%PDF-1.7 a stand-in")
    received = doors.take_document(node, who, SERVICE, paper).order_id
    targets = ["https://forum.example/posts/1", "item:post-2", "account:kim"]
    decide = _registered(
        node, who, issuer=STRANGER, reference=reference, language="fr", scope=["FR", "EU"],
        redress="", targets=[*targets, LOOK_ALIKE], time_limit="PT24H",
    )  # fmt: skip
    keys.record(
        node, who, SERVICE, COURT, key=KEY, code=keys.code_of(KEY), note="The registry read it out."
    )
    return {
        "asks": _asks(node, who, f"3 {reference}"),
        "received": received,
        "decide": decide,
        "effected": _effected(node, who, f"2 {reference}", targets),
    }


def _registered(node: Node, who: Actor, **changes: object) -> UUID:
    written = form.from_fields(WHOLE | changes)
    return registering.register_new(node, who, SERVICE, written)


def _asks(node: Node, who: Actor, reference: str) -> UUID:
    """One for information, carried out; nothing is chosen yet."""
    made = _registered(
        node, who, reference=reference, article="10", targets=["account:nora", "account:otto"],
        information="What these accounts shared in November, and when.",
    )  # fmt: skip
    answering.acknowledge(node, who, made, how="by e-mail to the court's registry")
    for condition in ("language", "held-already"):
        checking.answer(node, who, made, condition, met=True, note="We looked it up.")
    executing.execute(node, who, made)
    return made


def _effected(node: Node, who: Actor, reference: str, targets: list[str]) -> UUID:
    made = _registered(node, who, reference=reference, targets=targets)
    answering.acknowledge(node, who, made, how="by e-mail to the court's registry")
    checking.answer(node, who, made, "language", met=True, note="We declared German.")
    executing.execute(node, who, made)
    effects.record(node, who, made, [
        Effect(1, TargetState.DONE),
        Effect(2, TargetState.NOT_FOUND),
        Effect(3, TargetState.REFUSED, "It is the account of a newspaper: we asked the court."),
    ])  # fmt: skip
    return made
