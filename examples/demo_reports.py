"""The demo's reports: a pack for the police, a CyberTip, and a correction of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from demo_node import at_once, use

if TYPE_CHECKING:
    from pathlib import Path

    from demo_node import Demo
    from tests.simulators.cybertip import CyberTip

POLICE, CYBERTIP = "police", "cybertip"
NOT_FILED = "NOT FILED: received by the simulator only"
WAITS = 2  # how a command ends that needs another person first
PROVIDER = {
    "name": "Demo platform",
    "address": "Example Street 1, Example City",
    "country": "DE",
    "contact": {"name": "Safety desk", "email": "safety@demo.example"},
}


def add_recipients(demo: Demo, service: CyberTip) -> None:
    """Two simulated recipients: a demo node reaches nobody else."""
    pack = {"provider": PROVIDER, "member_state": "DE"}
    files = {
        POLICE: use(demo.work / "police.json", json.dumps(pack).encode()),
        CYBERTIP: use(demo.work / "cybertip.json", json.dumps({"provider": PROVIDER}).encode()),
    }
    password = use(demo.work / "cybertip.password", service.password.encode())
    common = ("--environment", "simulator")
    at_once(
        lambda: demo.tutela("recipient", "add", "demo", POLICE, "--kind", "national-pack", *common,
                            "--options", files[POLICE], "--address", "by-hand"),
        lambda: demo.tutela("recipient", "add", "demo", CYBERTIP, "--kind", "ncmec-cybertipline",
                            *common, "--options", files[CYBERTIP], "--address", service.url,
                            "--transfer-ground", "Demo: nothing leaves this machine",
                            "--user", service.user, "--password-file", password),
    )  # fmt: skip
    demo.tell("A simulated CyberTipline answers as the real one would", service.url)


def report_what_is_confirmed(demo: Demo, officer: str, senior: str) -> None:
    """A person sends both drafts: a pack by hand, once another agreed, a CyberTip by itself."""
    drafts = demo.until(lambda: _of(demo, "user-1", "draft"), "a draft for each recipient waits")
    demo.check(set(drafts) == {POLICE, CYBERTIP}, f"a draft for each recipient, not {drafts}")
    demo.tell("Confirming upload-1 drafted a report for each recipient", demo.link("reports"))
    for report in drafts.values():
        demo.as_person(officer, "report", "send", report)
    _ask_to_export(demo, officer, senior, drafts[POLICE])
    _file_by_hand(demo, officer, drafts[POLICE])
    _file_by_itself(demo, drafts[CYBERTIP])


def correct_what_was_filed(demo: Demo) -> None:
    """A reversed decision drafts a correction for everybody who was told."""
    found = demo.until(lambda: _corrections(demo), "a correction for each recipient waits")
    demo.check(len(found) == 2, f"two corrections, not {len(found)}")
    demo.tell("The reversal drafted a correction for both recipients", demo.link("reports"))


def _ask_to_export(demo: Demo, officer: str, senior: str, report: str) -> None:
    """What leaves the node as a file needs two people."""
    demo.as_person(officer, "report", "pack", report, _pack(demo), "--reason", "to hand it over",
                   exits=WAITS)  # fmt: skip
    [asked] = demo.tutela("requests")["requests"]
    demo.as_person(senior, "approve", asked["request"], "--reason", "it is ours to send")
    demo.tell(f"{officer} asked to export the pack, and {senior} agreed", demo.link("requests"))


def _file_by_hand(demo: Demo, officer: str, report: str) -> None:
    pack = _pack(demo)
    demo.as_person(officer, "report", "pack", report, pack)
    shown = demo.tutela("report", "picture", report, demo.work / "letter")["pictures"]
    demo.check(bool(shown), "the letter has pages")
    demo.tell("The pack for the police is built; its letter, as a picture", shown[0])
    demo.as_person(officer, "report", "sent", report, "--reference", "POLICE-2026-1")
    after = demo.tutela("report", "show", report)
    demo.check(after["standing"] == NOT_FILED, f"no production receipt, not {after['standing']}")
    demo.tell(f"{officer} sent it and noted the reference {after['reference']}", pack)


def _pack(demo: Demo) -> Path:
    return demo.work / "pack.zip"


def _file_by_itself(demo: Demo, report: str) -> None:
    filed = demo.until(lambda: _filed(demo, report), "the CyberTip is finished")
    demo.check(filed["standing"] == NOT_FILED, f"no production receipt, not {filed['standing']}")
    numbers = [one["request_id"] for one in filed["exchanges"]]
    demo.check(all(numbers), "every answer has its Request-ID")
    demo.tell(f"The CyberTipline's receipt: report {filed['reference']}; {filed['standing']}",
              demo.link("reports", report))  # fmt: skip


def _filed(demo: Demo, report: str) -> Any:
    shown = demo.tutela("report", "show", report)
    return shown if shown["state"] == "filed" else None


def _of(demo: Demo, account: str, state: str) -> dict[str, str]:
    """The reports of an account's case in a state, by recipient, once both are there."""
    listed = demo.tutela("report", "list", "--case", demo.case_of(account))["reports"]
    found = {one["recipient"]: one["report"] for one in listed if one["state"] == state}
    return found if len(found) == len((POLICE, CYBERTIP)) else {}


def _corrections(demo: Demo) -> list[Any]:
    listed = demo.tutela("report", "list", "--state", "draft")["reports"]
    found = [one for one in listed if one["kind"] == "correction"]
    return found if len(found) == len((POLICE, CYBERTIP)) else []
