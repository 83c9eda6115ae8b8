"""The main job, end to end, on a demo node with harmless photographs. `make demo` runs it.

It uses Tutela as a platform and its reviewers would: the command line, the HTTP door and the pages
of a served node, a simulated platform that takes the signed webhooks, and simulated recipients of
reports. Every step checks what really happened; the exit code is 0 only if all held. `DEMO_EXIT=1`
ends it after the last step, otherwise the pages stay up until Ctrl-C.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "examples")]

import demo_fairness
import demo_institutions
import demo_orders
import demo_papers
import demo_reports
import photographs
from demo_node import Browser, Command, Demo, Failed, at_once, served, use
from tests.simulators.cybertip import CyberTip
from tests.simulators.platform import Platform

ALTERATIONS = ("jpeg-quality-30", "half-size", "mirror")
BANKED = photographs.banked()
OTHERS = tuple(name for name in photographs.PHOTOGRAPHS if name not in BANKED)
SCANNED = (*BANKED[:4], *OTHERS[:4])
EXACT, NEAR, WRONG = BANKED[:3]
UNKNOWN = OTHERS[0]
REVIEWER, SENIOR, OFFICER = "anna", "berta", "olga"


def main() -> int:
    """Runs every step; 0 if all held."""
    home = Path(os.environ.get("TUTELA_HOME") or ROOT / ".tutela" / "demo")
    started = time.monotonic()
    try:
        with ExitStack() as stack:
            demo = prepare(stack, home)
            for step in STEPS:
                step(demo)
            demo.say("")
            demo.say(f"Every step held, in {time.monotonic() - started:.0f} seconds.")
            invite(demo)
            if not os.environ.get("DEMO_EXIT"):
                wait_for_interrupt()
    except Failed as failure:
        print(f"\nThis step did not hold: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 130
    return 0


def prepare(stack: ExitStack, home: Path) -> Demo:
    """A fresh demo node, with people, a bank, a platform that takes webhooks, and a key."""
    clear_away(home)
    work = home.with_name(home.name + "-work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700, parents=True)
    tutela = Command(home, work)
    tutela("init", "--demo")
    demo = Demo(tutela, work, stack.enter_context(Platform()), stack)
    demo.tell("Made a demo node", home)
    secret, key, added, *people = at_once(
        lambda: tutela("service", "webhook", "demo", demo.platform.url)["secret"],
        lambda: tutela("key", "create", "demo", "the platform's uploader")["key"],
        lambda: tutela("bank", "add", "demo", *put_aside(work / "bank"))["indicators"],
        lambda: tutela("account", "add", REVIEWER, "--role", "reviewer")["password"],
        lambda: tutela("account", "add", SENIOR, "--role", "senior")["password"],
        lambda: tutela("account", "add", OFFICER, "--role", "reporting-officer")["password"],
    )
    demo.platform.secret, demo.key = secret, key
    demo.passwords = dict(zip((REVIEWER, SENIOR, OFFICER), people, strict=True))
    demo.tell(f"Added the reviewer {REVIEWER}, the senior reviewer {SENIOR} and the reporting "
              f"officer {OFFICER}")  # fmt: skip
    demo.tell("A simulated platform takes the signed webhooks", demo.platform.url)
    demo.check(len(added) == len(BANKED), "every photograph is in the bank")
    demo.tell(f"{len(added)} photographs stand in for verified indicators")
    demo_reports.add_recipients(demo, stack.enter_context(CyberTip()))
    demo.address = stack.enter_context(served(home, work))
    demo.tell("The node is served", demo.address)
    return demo


def put_aside(folder: Path) -> list[str]:
    """The photographs that go into the bank, as files."""
    return [use(folder / name, photographs.original(name)) for name in BANKED]


def clear_away(home: Path) -> None:
    """Removes the demo node of an earlier run; anything else is left alone."""
    settings = home / "tutela.toml"
    if not home.exists() or not any(home.iterdir()):
        return
    if not settings.exists() or "demo = true" not in settings.read_text(encoding="utf-8"):
        raise Failed(f"{home} is no demo node, so it is left alone; set TUTELA_HOME elsewhere")
    from tutela.platform.database.embedded import EmbeddedServer  # noqa: PLC0415

    EmbeddedServer(home / "postgres").stop()
    shutil.rmtree(home)
    shutil.rmtree(home.with_name(home.name + "-witness"), ignore_errors=True)


def scan_a_folder(demo: Demo) -> None:
    """The command line scans altered photographs; only banked ones may be found."""
    cells = [(name, how) for name in SCANNED for how in ALTERATIONS]
    paths = {}
    for name, how in demo.watched("Altering photographs", cells):
        data = photographs.altered(name, how)
        path = demo.work / "folder" / f"{Path(name).stem}.{how}{photographs.suffix(data)}"
        paths[use(path, data)] = (name, how)
    found = demo.tutela("scan", demo.work / "folder", "--account", "user-0", exits=3)["items"]
    held = [one for one in found if one["verdict"] == "held"]
    wrong = [one["path"] for one in held if paths[one["path"]][0] not in BANKED]
    demo.check(len(found) == len(cells), "every file has a verdict")
    demo.check(not wrong, f"nothing but banked photographs is found, not {wrong}")
    for how in ALTERATIONS:
        of = sum(how == one and name in BANKED for name, one in cells)
        hits = sum(paths[one["path"]][1] == how for one in held)
        demo.check(how == "mirror" or hits == of, f"{how}: all are found")
        demo.tell(f"Scanned a folder, {how}: {hits} of {of} found")
    case = demo.case_of("user-0")
    demo.tell("They wait in one case of one account", demo.link("cases", case))


def scan_by_http(demo: Demo) -> None:
    """Four uploads: the same file, a changed one, another picture, a broken file."""
    near = photographs.altered(NEAR, "jpeg-quality-30")
    wrong = photographs.altered(WRONG, "half-size")
    broken = photographs.original(UNKNOWN)[:2000]
    uploads = [
        ("upload-1", "user-1", photographs.original(EXACT), "held", None),
        ("upload-2", "user-2", near, "held", None),
        ("upload-3", "user-3", wrong, "held", None),
        ("upload-4", "user-4", photographs.original(UNKNOWN), "clear", None),
        ("upload-5", "user-4", broken, "unscanned", "undecodable"),
    ]
    for name, account, data, verdict, reason in uploads:
        answer = demo.post(data, surface="uploads", id=name, account=account)
        demo.check(answer["verdict"] == verdict, f"{name} is {verdict}, not {answer['verdict']}")
        demo.check(answer["reason"] == reason, f"{name}: {reason}, not {answer['reason']}")
        why = f" ({reason}; advice: {answer['advice']})" if reason else ""
        demo.tell(f"{name}: {verdict}{why}")
    demo.expect("upload-1", "item.hold")
    demo.tell("The platform was told to keep upload-1 from view")
    demo_fairness.told_why(demo, "upload-1")


def look_at_messages(demo: Demo) -> None:
    """Messages are another matter: without a legal basis they are not looked at."""
    data = photographs.original(EXACT)
    shut = demo.post(data, surface="messages", id="message-1", account="user-5")
    demo.check(shut["reason"] == "no legal basis", "messages are shut without a basis")
    demo.check(shut["signals"] is None, "nothing was computed")
    demo.tell("message-1: unscanned (no legal basis): nothing was looked at")
    profile = demo.tutela("law", "show", "interim-2026")
    if not profile["valid_now"]:
        demo.tell("The interim profile does not hold on this day, so messages stay shut")
        return
    attest = "demo: I would check the text before I attest to it"
    demo.tutela("technology", "activate", "demo", "messages", "demo-matching", "--attest", attest)
    demo.until(
        lambda: demo.post(data, surface="messages", id="m", account="user-5")["verdict"] == "held",
        "with a basis, an exact hit is held",
    )
    near = photographs.altered(NEAR, "jpeg-quality-30")
    flagged = demo.post(near, surface="messages", id="message-2", account="user-5")
    demo.check(flagged["verdict"] == "flagged", "a near hit in messages is flagged, not held")
    demo.tell("With a recorded basis: an exact hit is held, a near hit only flagged")


def confirm_without_looking(demo: Demo) -> None:
    """A known, exact hit is decided without anybody having to see it."""
    case = demo.case_of("user-1")
    made = demo.decide(REVIEWER, case, "--confirm", "--label", "stand-in", reason="the same file")
    demo.check(made == [("confirmed", "not-seen")], f"confirmed unseen, not {made}")
    demo.expect("upload-1", "item.remove")
    demo.tell(f"{REVIEWER} confirmed upload-1 without looking; the platform removed it",
              demo.link("cases", case))  # fmt: skip


def report_it(demo: Demo) -> None:
    """What a person confirmed is reported to somebody who can act on it, once."""
    demo_reports.report_what_is_confirmed(demo, OFFICER, SENIOR)


def look_and_second(demo: Demo) -> None:
    """A near hit needs a look, and here a second person."""
    case = demo.case_of("user-2")
    unseen = ("--confirm", "--label", "stand-in")
    refused = demo.decide(REVIEWER, case, *unseen, reason="looks like it", exits=2)
    demo.check(refused == "not-seen", f"refused without a look, not {refused}")
    demo.tell(f"{REVIEWER} could not confirm upload-2 unseen")
    with Browser(demo.address) as pages:
        pages.sign_in(REVIEWER, demo.passwords[REVIEWER])
        pages.look(case, demo.items["upload-2"], "is this the listed picture?")
    made = demo.decide(REVIEWER, case, *unseen, reason="it is that picture")
    demo.check(made == [("seconding", "view-log")], f"waits for a second person, not {made}")
    demo.tell(f"{REVIEWER} opened a small grey preview; the look is in the log")
    agreed = demo.second(SENIOR, case, "--agree", reason="I see the same")
    demo.check(agreed == ["confirmed"], f"confirmed by both, not {agreed}")
    demo.expect("upload-2", "item.remove")
    demo.tell(f"{SENIOR} agreed; the platform removed upload-2", demo.link("cases", case))


def reject_and_restore(demo: Demo) -> None:
    """A wrong hold is undone, and what was kept of it is erased."""
    case = demo.case_of("user-3")
    demo.decide(REVIEWER, case, "--reject", "--seen-at-platform", reason="a harmless picture")
    demo.second(SENIOR, case, "--agree", reason="harmless indeed")
    demo.expect("upload-3", "item.restore")
    demo.tell("upload-3 was rejected by two people; the platform restored it",
              demo.link("cases", case))  # fmt: skip
    demo_fairness.told_that_it_ended(demo, "upload-3")


def reverse_a_decision(demo: Demo) -> None:
    """A complaint shows that a decision was wrong: it is reversed; both stay visible."""
    case = demo.case_of("user-1")
    demo_fairness.complaint_that_reverses(demo, SENIOR, "upload-1")
    demo.expect("upload-1", "item.restore")
    decisions = demo.show(case)["items"][0]["decisions"]
    demo.check([one["state"] for one in decisions] == ["reversed", "final"], "both are visible")
    demo.tell("The platform restored upload-1; both decisions stay visible",
              demo.link("cases", case))  # fmt: skip
    demo_reports.correct_what_was_filed(demo)


def withdraw_an_indicator(demo: Demo) -> None:
    """An indicator that proves wrong stops matching, and what it caused is opened again."""
    reason = "listed by mistake"
    made = demo.tutela("bank", "withdraw", "demo", "--reference", NEAR, "--cause", "wrong",
                       "--reason", reason)  # fmt: skip
    demo.check(made["withdrawn"] == 1, "one indicator was withdrawn")
    data = photographs.altered(NEAR, "jpeg-quality-30")
    demo.until(
        lambda: (
            demo.post(data, surface="uploads", id="upload-6", account="u")["verdict"] == "clear"
        ),
        "it matches nothing within a second",
        seconds=3,
    )
    case = demo.until(lambda: demo.proposed("user-2"), "the confirmed case is opened again")
    demo.tell("An indicator was withdrawn as wrong: it matches nothing any more, and the case it "
              "caused waits again", demo.link("cases", case))  # fmt: skip


def obey_an_order(demo: Demo) -> None:
    """What a court orders is carried out once a person found the order whole."""
    demo_orders.removal_order(demo, OFFICER)


def hear_people_outside(demo: Demo) -> None:
    """Whoever has no account tells of something, and has a picture found without sending it."""
    demo_fairness.notice(demo, SENIOR)
    demo_fairness.picture_without_sending_it(demo, UNKNOWN)
    demo_papers.papers(demo, SENIOR, OFFICER)


def go_round_the_institutions(demo: Demo) -> None:
    """What was reported goes round an authority, the EU Centre and a second provider."""
    home = Path(demo.tutela.environment["TUTELA_HOME"])
    at = demo_institutions.found(demo, demo.ending, home, clear_away)
    number = demo_institutions.report_round(demo, at, REVIEWER, OFFICER)
    demo_institutions.removal_round(demo, at, OFFICER)
    demo_institutions.victim_round(demo, at)
    demo_institutions.indicator_round(demo, at, number)
    demo_institutions.logs_verify(demo, at)


def verify_the_log(demo: Demo) -> None:
    """The log verifies, here and from an export; a changed copy does not."""
    report = demo.tutela("audit", "verify")
    demo.check(report["clean"], f"the log is clean, not {report['findings']}")
    demo.tell(f"The log of {report['size']} rows verifies", demo.link("log"))
    export = demo.work / "log.jsonl"
    demo.tutela("audit", "export", export)
    key = export.with_name(export.name + ".key")
    offline = ("audit", "verify", "--key", key, "--offline")
    demo.check(demo.tutela(*offline, export)["clean"], "the export verifies offline")
    changed = demo.work / "log-changed.jsonl"
    text = export.read_text(encoding="utf-8")
    changed.write_text(text.replace("harmless indeed", "harmless, then", 1), encoding="utf-8")
    findings = demo.tutela(*offline, changed, exits=1)["findings"]
    demo.check(findings[0]["kind"] == "edited", "the edit is found")
    demo.tell(f"Its export verifies offline; in an edited copy the edit is found at "
              f"{findings[0]['place']}", export)  # fmt: skip


def back_up(demo: Demo) -> None:
    """The whole node, keys included, sealed in one file."""
    passphrase = use(demo.work / "passphrase", b"four plain words for a demo\n")
    path = demo.work / "node.backup"
    made = demo.tutela("backup", path, "--passphrase-file", passphrase)
    demo.check(path.stat().st_mode & 0o077 == 0, "the backup is private")
    demo.tell(f"Backed up, sealed: {made['bytes'] / 1e6:.1f} MB", path)


def invite(demo: Demo) -> None:
    """Where to go from here."""
    demo.say(f"\nOpen {demo.address} and sign in:")
    for name, password in demo.passwords.items():
        demo.say(f"  {name:<8} {password}")


def wait_for_interrupt() -> None:
    print("\nThe pages stay up until Ctrl-C.", flush=True)
    signal.pause()


STEPS = (
    scan_a_folder,
    scan_by_http,
    look_at_messages,
    confirm_without_looking,
    report_it,
    look_and_second,
    reject_and_restore,
    reverse_a_decision,
    withdraw_an_indicator,
    obey_an_order,
    hear_people_outside,
    go_round_the_institutions,
    verify_the_log,
    back_up,
)

if __name__ == "__main__":
    sys.exit(main())
