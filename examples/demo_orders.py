"""An order of an authority in the demo: checked, carried out by the platform, answered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from demo_node import PATIENCE, use

if TYPE_CHECKING:
    from demo_node import Demo

COURT = "Amtsgericht Musterstadt"
REMOVED = "upload-4"


def removal_order(demo: Demo, person: str) -> None:
    """A court orders that an item be removed; the platform does it, and everybody is told."""
    issuer = ("demo", COURT)
    demo.as_person(person, "order", "issuer-add", *issuer, "--kind", "court", "--member-state",
                   "DE", "--contact", "+49 30 000000")  # fmt: skip
    demo.as_person(person, "order", "issuer-verify", *issuer, "--how", "call-back", "--note",
                   "the number on the ministry's list")  # fmt: skip
    facts = use(demo.work / "order.json", json.dumps(_order()).encode())
    order = demo.as_person(person, "order", "register", "--service", "demo", "--facts", facts)[
        "order"
    ]
    demo.as_person(person, "order", "check", order, "language", "--met", "--note", "we read German")
    demo.as_person(person, "order", "execute", order)
    demo.tell(f"A court ordered that {REMOVED} be removed; {person} called back, checked the order "
              "and had it carried out", demo.link("orders", order))  # fmt: skip
    act = demo.until(lambda: asked(demo, order), "the platform is asked to remove it")
    demo.check(act["targets"][0]["value"] == REMOVED, "it names the item")
    demo.check(COURT in act["statement"]["letters"]["de"]["text"], "the user can be told by whom")
    answer(demo, order)
    how = ("--how", "by e-mail to the registry")
    demo.check(demo.as_person(person, "order", "report", order, *how)["state"] == "reported",
               "the court is told of the effect")  # fmt: skip
    since = datetime.now(UTC) - timedelta(days=1)
    counted = demo.tutela("order", "figures", "--service", "demo", "--since", since.isoformat())
    demo.check(counted["totals"][0]["effected"] == 1, "the order is counted")
    demo.tell("The platform did it, with a letter for the user: by whom, and how to object; the "
              "court was told, and the order is counted")  # fmt: skip


def _order() -> dict[str, Any]:
    return {
        "article": "9",
        "issuer": COURT,
        "reference": "12 Gs 345/26",
        "language": "de",
        "scope": ["DE"],
        "issued_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "time_limit": "PT24H",
        "targets": [f"item:{REMOVED}"],
        "legal_basis": "Section 184b StGB (made up for the demo)",
        "reasons": "A court found the picture to be illegal.",
        "redress": "Complaint to the court within two weeks.",
    }


def asked(demo: Demo, order: str) -> dict[str, Any]:
    """What the platform was asked to do for an order; empty if nothing yet."""
    found = [one["data"] for one in demo.platform.messages.values() if one["type"] == "order.act"]
    return next((one for one in found if one["order"] == order), {})


def answer(demo: Demo, order: str) -> None:
    """The platform's program says that it is done."""
    told = httpx.post(
        f"{demo.address}/v1/orders/{order}/effects",
        json={"targets": [{"number": 1, "state": "done"}]},
        headers={"authorization": f"Bearer {demo.key}"},
        timeout=PATIENCE,
    )
    demo.check(told.status_code == httpx.codes.OK, f"the answer gives {told.status_code}")
    demo.check(told.json()["state"] == "effected", "the order took effect")
