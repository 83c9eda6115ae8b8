"""Reports on the command line: from a confirmed picture to a pack that somebody sent."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from PIL import Image

from tutela.platform.database.embedded import EmbeddedServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.programs import Done, Home

PASSWORD = "nine lives of a quiet cat"
PROVIDER = {
    "name": "Example Forum",
    "address": "Example Street 1, Example City",
    "country": "DE",
    "contact": {"name": "Safety", "email": "safety@forum.example"},
}
NOBODY = str(UUID(int=7))
PACK = ["WHERE-TO-SEND.txt", "letter.pdf", "report.json", "hashes.csv", "cybertip.json"]


@dataclass(frozen=True)
class Desk:
    """A demo node whose police take packs by hand, and its reporting officer at the keyboard."""

    home: Home
    folder: Path

    @property
    def who(self) -> tuple[str, ...]:
        return ("--as", "sara", "--password-file", str(self.folder / "sara.password"))

    def file(self, name: str, value: object) -> Path:
        path = self.folder / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        return path

    def as_sara(self, *arguments: object) -> Any:
        return self.home.json(*arguments, *self.who)

    def refused(self, *arguments: object) -> Done:
        return self.home.refused(*arguments, *self.who, "--json")

    def add_police(self, **options: object) -> Any:
        given = self.file("police.json", {"provider": PROVIDER, "member_state": "DE", **options})
        return self.home.json("recipient", "add", "demo", "police", "--kind", "national-pack",
                              "--environment", "simulator", "--options", given,
                              "--address", "by-hand")  # fmt: skip

    def confirmed(self, picture: Path) -> str:
        """A case whose only item a person has confirmed."""
        assert self.home.run("scan", picture, "--account", "kim").code == 3
        [case] = self.home.json("case", "list")["cases"]
        self.as_sara("case", "decide", case["case"], "--confirm", "--label", "stand-in",
                     "--reason", "it is the listed picture")  # fmt: skip
        return str(case["case"])

    def agreed(self, *arguments: object) -> Any:
        """What sara asks for, once the reporting officer agreed to it."""
        asked = self.refused(*arguments, "--reason", "it is time")
        assert asked.error == "awaits-approval"
        [waiting] = self.home.json("requests")["requests"]
        return self.home.json(
            "approve", waiting["request"], "--reason", "seen", "--as", "olga",
            "--password-file", self.folder / "sara.password",
        )  # fmt: skip

    def sends(self, report: str) -> Any:
        """Sara alone decided, so somebody else agrees that it is sent."""
        assert self.agreed("report", "send", report)["state"] == "done"
        return self.home.json("report", "show", report)

    def exports(self, report: str, out: Path) -> Any:
        assert self.agreed("report", "pack", report, out)["state"] == "permitted"
        return self.as_sara("report", "pack", report, out)

    def draft(self, picture: Path) -> str:
        made = self.as_sara("report", "open", self.confirmed(picture), "--recipient", "police")
        return str(made["report"])


def at_home(home: Home, folder: Path) -> Iterator[Desk]:
    one = Desk(home, folder)
    one.file("sara.password", PASSWORD)
    # Each command would start the database anew: that takes most of the time.
    server = EmbeddedServer(home.folder / "postgres")
    server.acquire()
    try:
        home.ok("account", "add", "sara", "--role", "senior", "--password-file",
                folder / "sara.password")  # fmt: skip
        home.ok("account", "add", "olga", "--role", "reporting-officer", "--password-file",
                folder / "sara.password")  # fmt: skip
        yield one
    finally:
        server.stop()


@pytest.fixture
def desk(demo: Home, place: Path) -> Iterator[Desk]:
    yield from at_home(demo, place)


@pytest.fixture(scope="module")
def shared_desk(shared: Home) -> Iterator[Desk]:
    """A desk for tests that leave nothing behind."""
    yield from at_home(shared, shared.folder.parent)


def test_a_pack_is_drafted_sent_exported_marked_and_shown(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    [line] = desk.home.json("report", "list")["reports"]
    assert (line["state"], line["standing"], line["items"]) == ("draft", "NOT FILED", 1)

    assert desk.refused("report", "send", report).error == "asking-reason-missing"
    sent = desk.sends(report)
    assert (sent["state"], sent["standing"]) == ("queued", "NOT FILED")

    out = desk.folder / "pack.zip"
    written = desk.exports(report, out)
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as pack:
        assert pack.namelist() == written["documents"]
        assert set(PACK) <= set(pack.namelist())
        assert pack.read("letter.pdf").startswith(b"%PDF")
    assert desk.home.json("report", "show", report)["state"] == "handed"

    marked = desk.as_sara("report", "sent", report, "--reference", "ST/17-2026")
    assert marked["state"] == "filed"
    assert marked["standing"] == "NOT FILED: received by the simulator only"
    shown = desk.home.json("report", "show", report)
    assert (shown["reference"], shown["receipt"]["given_by"]) == ("ST/17-2026", "person")
    assert [one["viewing"] for one in shown["reported_items"]] == ["nobody"]


def test_what_people_read_says_not_filed_and_what_to_do(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    listed = desk.home.ok("report", "list").out
    assert "NOT FILED" in listed
    assert "kim" not in listed
    said = desk.home.ok("report", "show", report).out
    assert "NOT FILED" in said
    assert "Nobody has sent it." in said
    assert "Nobody has looked at it: told as not viewed." in said


def test_a_pack_is_never_written_over_a_file_nor_left_half_written(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    out = desk.folder / "pack.zip"
    assert desk.refused("report", "pack", report, out).error == "pack-not-ready"
    assert not out.exists()
    out.write_text("mine")
    desk.sends(report)
    assert desk.refused("report", "pack", report, out).error == "file-there"
    assert out.read_text() == "mine"
    assert desk.home.json("report", "show", report)["state"] == "queued"


def test_the_letter_is_written_as_pictures_for_its_owner_only(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report, folder = desk.draft(hit), desk.folder / "seen"
    written = desk.home.json("report", "picture", report, folder)["pictures"]
    assert written
    for path in map(desk.folder.__truediv__, written):
        assert path.stat().st_mode & 0o777 == 0o600
        with Image.open(path) as page:
            assert (page.format, page.height > page.width) == ("PNG", True)
    assert desk.home.refused("report", "picture", report, folder, "--json").error == "file-there"


def test_a_draft_is_described_marked_urgent_and_given_its_media(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    told = {"description": "neutral marker", "suspects": [{"screen_name": "kim"}]}
    desk.as_sara("report", "describe", report, desk.file("details.json", told))
    desk.as_sara("report", "urgent", report, "--reason", "a neutral reason")
    shown = desk.home.json("report", "show", report)
    assert shown["details"] == {**told, "annotations": [], "urgent": "a neutral reason"}
    assert shown["urgent"] is True
    [item] = shown["reported_items"]
    desk.as_sara("report", "attach", report, item["item"])
    assert desk.refused("report", "send", report).error == "report-incomplete"  # no age key
    desk.as_sara("report", "attach", report, item["item"], "--no")
    assert desk.as_sara("report", "send", report)["state"] == "queued"


def test_a_report_without_items_is_told_in_words(desk: Desk) -> None:
    desk.add_police()
    told = desk.file("told.json", {"incident": "enticement", "description": "neutral marker"})
    made = desk.as_sara("report", "open", "--service", "demo", "--account", "kim",
                        "--recipient", "police", "--details", told)  # fmt: skip
    shown = desk.home.json("report", "show", made["report"])
    assert (shown["items"], shown["details"]["incident"]) == (0, "enticement")


def test_a_report_is_retracted_with_a_reason_and_stays_visible(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    done = desk.as_sara("report", "retract", report, "--reason", "drafted twice")
    assert done["state"] == "cancelled"
    assert desk.home.json("report", "list", "--state", "cancelled")["reports"]
    assert desk.home.json("report", "list", "--state", "draft")["reports"] == []


def test_a_sent_pack_is_revised_and_what_the_recipient_found_is_recorded(
    desk: Desk, hit: Path
) -> None:
    desk.add_police()
    report = desk.draft(hit)
    desk.sends(report)
    desk.exports(report, desk.folder / "1.zip")
    assert desk.as_sara("report", "revise", report)["state"] == "draft"
    desk.sends(report)
    desk.exports(report, desk.folder / "2.zip")
    now = datetime.now(UTC).isoformat()
    desk.as_sara("report", "sent", report, "--reference", "ST/1", "--at", now)
    [item] = desk.home.json("report", "show", report)["reported_items"]
    desk.as_sara("report", "outcome", report, "--found", "not-abuse-material",
                 "--item", item["item"], "--reference", "ST/1-A")  # fmt: skip
    [outcome] = desk.home.json("report", "show", report)["outcomes"]
    assert (outcome["found"], outcome["by"]) == ("not-abuse-material", "sara")
    [case] = desk.home.json("case", "list", "--closed")["cases"]
    [found] = desk.home.json("case", "show", case["case"])["items"]
    assert found["state"] == "rejected"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("report", "send", NOBODY), "report-unknown"),
        (("report", "open", NOBODY, "--recipient", "police"), "case-unknown"),
        (("report", "open", "--recipient", "police"), "wrong-use"),
        (("report", "sent", NOBODY, "--reference", "1", "--at", "2026-01-02T03:04"), "wrong-use"),
        (("report", "sent", NOBODY, "--reference", "1", "--at", "noon"), "wrong-use"),
        (("report", "settle", NOBODY), "wrong-use"),
        (("report", "settle", NOBODY, "--filed", "1", "--not-filed"), "wrong-use"),
        (("report", "settle", NOBODY, "--not-filed"), "report-unknown"),
        (("report", "retry", NOBODY), "report-unknown"),
        (("report", "urgent", NOBODY, "--reason", "x"), "report-unknown"),
        (("report", "attach", NOBODY, NOBODY), "report-unknown"),
        (("report", "outcome", NOBODY, "--found", "confirmed"), "report-unknown"),
        (("threat", "assess", NOBODY, "--threat", "--reason", "x"), "threat-unknown"),
        (("threat", "imminent", NOBODY, "--reason", "x", "--member-state", "QQ"),
         "member-state-unknown"),
        (("preservation", "decide", NOBODY, "foreign", "--reason", "x"), "preservation-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_a_code(
    shared_desk: Desk, arguments: tuple[str, ...], code: str
) -> None:
    assert shared_desk.refused(*arguments).error == code


@pytest.mark.parametrize(
    ("options", "more", "code"),
    [
        ("not json", (), "json-unusable"),
        ("[]", (), "json-unusable"),
        ("{}", (), "recipient-invalid"),
        ({"provider": PROVIDER, "member_state": "XX"}, (), "recipient-invalid"),
        ({"provider": PROVIDER, "member_state": "DE"}, ("--user", "kim"), "recipient-invalid"),
    ],
)
def test_a_recipient_that_cannot_be_is_refused(
    shared_desk: Desk, options: object, more: tuple[str, ...], code: str
) -> None:
    given = shared_desk.file("options.json", options)
    secret = ("--password-file", shared_desk.folder / "sara.password") if more else ()
    done = shared_desk.home.refused("recipient", "add", "demo", "police", "--kind", "national-pack",
                             "--environment", "simulator", "--address", "by-hand",
                             "--options", given, *more, *secret, "--json")  # fmt: skip
    assert done.error == code


def test_a_recipient_has_no_environment_by_default(shared_desk: Desk) -> None:
    given = shared_desk.file("options.json", {})
    done = shared_desk.home.refused("recipient", "add", "demo", "police", "--kind", "national-pack",
                             "--options", given)  # fmt: skip
    assert "--environment" in done.err


def test_a_password_is_neither_an_argument_nor_shown(desk: Desk) -> None:
    given = desk.file("options.json", {"provider": PROVIDER})
    desk.home.json("recipient", "add", "demo", "tip", "--kind", "ncmec-cybertipline",
                   "--environment", "simulator", "--address", "http://127.0.0.1:9",
                   "--options", given, "--transfer-ground", "a demo", "--user", "usr",
                   "--password-file", desk.folder / "sara.password")  # fmt: skip
    listed = desk.home.ok("recipient", "list", "--json")
    [one] = listed.json["recipients"]
    assert (one["recipient"], one["transfer_ground"]) == ("tip", "a demo")
    assert PASSWORD not in listed.out
    done = desk.home.run("recipient", "check", "demo", "tip", "--json")
    assert (done.code, done.json["good"]) == (1, False)
    assert PASSWORD not in done.out + done.err
    desk.home.ok("recipient", "end", "demo", "tip")
    assert desk.home.json("recipient", "list", "demo")["recipients"] == []


def test_a_pack_recipient_checks_well_and_says_where_to_send(desk: Desk) -> None:
    desk.add_police()
    checked = desk.home.json("recipient", "check", "demo", "police")
    assert checked["good"] is True
    places = desk.home.json("recipient", "where")
    assert (len(places["places"]), places["verified"]) == (27, False)
    one = desk.home.json("recipient", "where", "de")
    assert one["country"] == "DE"
    assert one["authority"]["name"]["source"].startswith("http")
    assert "verified: no" in desk.home.ok("recipient", "where", "DE").out
    assert desk.home.refused("recipient", "where", "US", "--json").error == "place-unknown"


def test_imminent_danger_is_recorded_at_once_and_then_the_telling(desk: Desk, hit: Path) -> None:
    assert desk.home.run("scan", hit, "--account", "kim").code == 3
    [case] = desk.home.json("case", "list")["cases"]
    found = desk.as_sara("threat", "imminent", case["case"], "--reason", "neutral marker",
                         "--member-state", "FR")  # fmt: skip
    assert found["state"] == "threat"
    [line] = desk.home.json("threat", "list")["assessments"]
    assert (line["member_states"], line["assessed_by"]) == (["FR"], "sara")
    assert "FR" in desk.home.ok("threat", "show", case["case"]).out
    told = desk.as_sara("threat", "tell", case["case"], "--authority", "the police of FR",
                        "--reference", "by telephone")  # fmt: skip
    assert told["state"] == "told"


def test_nobody_sends_without_their_own_account(desk: Desk, hit: Path) -> None:
    desk.add_police()
    report = desk.draft(hit)
    assert "--as" in desk.home.refused("report", "send", report).err
    desk.home.ok("account", "add", "mira", "--role", "reviewer", "--password-file",
                 desk.folder / "sara.password")  # fmt: skip
    done = desk.home.refused("report", "send", report, "--as", "mira", "--password-file",
                             desk.folder / "sara.password", "--json")  # fmt: skip
    assert done.error == "forbidden"


def test_what_is_not_there_yet_is_said_plainly(shared_desk: Desk) -> None:
    shared = shared_desk.home
    assert "No reports." in shared.ok("report", "list").out
    assert "No recipient yet." in shared.ok("recipient", "list").out
    assert "No report is filed." in shared.ok("preservation", "list").out
    assert "No case needs an assessment." in shared.ok("threat", "list").out
    assert shared.json("preservation", "list", "--waiting") == {"preservations": []}
    assert shared.refused("report", "show", NOBODY, "--json").error == "report-unknown"


def test_a_recipient_is_changed_and_stays_the_same(desk: Desk) -> None:
    made = desk.add_police()
    given = desk.file("more.json", {"provider": PROVIDER, "member_state": "DE", "language": "en"})
    desk.home.ok("recipient", "change", "demo", "police", "--options", given)
    [one] = desk.home.json("recipient", "list")["recipients"]
    assert (one["id"], one["options"]["language"]) == (made["id"], "en")
    assert desk.home.refused("recipient", "change", "demo", "police", "--json").error == "wrong-use"


def test_erasure_is_proven_by_a_file_that_needs_no_node(desk: Desk, empty: Home) -> None:
    made = desk.home.json("preservation", "prove")
    assert made["overdue"] == 0
    listed = desk.home.json("preservation", "certificate")
    assert [one["certificate"] for one in listed["certificates"]] == [made["certificate"]]
    path = desk.folder / "erasure.json"
    desk.home.ok("preservation", "certificate", made["certificate"], "--to", path)
    key = desk.home.ok("audit", "key").out.strip()
    verified = empty.json("preservation", "verify", path, "--public-key", key)
    assert (verified["genuine"], verified["overdue"]) == (True, [])
    assert "Genuine" in empty.ok("preservation", "verify", path, "--public-key", key).out
    path.write_bytes(path.read_bytes().replace(b"tutela-erasure/1", b"tutela-erasure/2"))
    done = empty.refused("preservation", "verify", path, "--public-key", key, "--json")
    assert done.error == "erasure-certificate-forged"
