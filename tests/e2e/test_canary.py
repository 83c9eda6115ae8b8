"""Canaries planted in items are found nowhere in the clear, wherever a node may have put them.

Two items with a canary go the whole way: banked, scanned at once and for later, kept, looked at,
decided, reported, erased, backed up. Then everything is searched: logs, pages, error answers,
messages, the database's files with its write-ahead log, a dump of it, the home, a backup, temporary
files. The name of the item's account is metadata: it may be in the database and on pages, and
nowhere else. A third canary is leaked on purpose, and the same search must find it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from examples import photographs
from PIL import Image
from tests.bureau import at_cybertip
from tests.e2e.canary import Canary, Watch, holding_without_a_name, places
from tests.e2e.canary_story import ITEM, LEAKED, NAME, PASSWORD, Story, database, uploads_of
from tests.e2e.conftest import opened
from tests.e2e.programs import Home
from tests.ownserver import eventually
from tests.simulators.cybertip import CyberTip
from tests.simulators.platform import Platform
from tests.world import BOSS

from tutela.demonstration import SERVICE
from tutela.evidence.objects import OWNER
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.api_keys import create_key
from tutela.platform.database.embedded import EmbeddedServer, programs
from tutela.platform.permissions import Permission, Role
from tutela.platform.secret import Secret
from tutela.platform.webhooks import service as webhooks
from tutela.reporting import recipients

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

PASSPHRASE = "seven quiet herons by the pond"
WHERE = {"surface": "uploads"}
HITS, BROKEN = ("astronaut.png", "chelsea.png"), "broken.jpg"
LARGE = 1_500_000  # bytes: more than what libraries keep in memory before they use a file
# Little memory, so that everything is soon written; the write-ahead log is kept.
TINY = {
    "shared_buffers": "1MB",
    "work_mem": "64kB",
    "wal_keep_size": "512MB",
    "wal_compression": "off",
    "fsync": "off",
}
DATABASE = "home/postgres/data/"


@pytest.fixture
def story(empty: Home, place: Path) -> Iterator[Story]:
    """A demo node with little memory, whose processes have a temporary folder of their own."""
    temporary = place / "tmp"
    temporary.mkdir()
    home = Home(empty.folder, {"TMPDIR": str(temporary)})
    home.ok("init", "--demo")
    EmbeddedServer(home.folder / "postgres").stop()
    server = EmbeddedServer(home.folder / "postgres", options=TINY)
    server.acquire()
    canaries = {name: Canary() for name in (ITEM, NAME, LEAKED)}
    # What the database has is kept, and searched when all is over; so is what is dumped of it.
    unread = [home.folder / "postgres", uploads_of(place), place / "dump.sql"]
    watch = Watch(canaries, [temporary, home.folder], unread)
    try:
        with watch.watching(), CyberTip() as tip, Platform() as platform:
            yield Story(home, place, watch, tip, platform)
    finally:
        server.stop()


@pytest.fixture
def files(story: Story) -> Iterator[dict[str, bytes]]:
    """What the platform has: two photographs with the canary, and one that is spoilt."""
    made = {name: picture(name, story.canaries[ITEM]) for name in HITS}
    made[BROKEN] = made[HITS[0]][:2000] + story.canaries[ITEM].times(LARGE)
    story.uploads.mkdir()
    for name, data in made.items():
        (story.uploads / name).write_bytes(data)
    yield made
    shutil.rmtree(story.uploads)


def picture(photograph: str, canary: Canary) -> bytes:
    """A photograph with the canary in a comment and, many times, behind its end."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(photographs.original(photograph))) as image:
        image.convert("RGB").save(out, "JPEG", quality=80, comment=canary.times(6000))
    return out.getvalue() + canary.times(LARGE)


@pytest.mark.timeout(600)
def test_canaries_of_an_item_are_nowhere_in_the_clear(
    story: Story, files: dict[str, bytes]
) -> None:
    key = prepare(story)
    with story.served() as served:
        with served.client(key) as caller:
            refuse(story, caller, files)
            upload(story, caller, files)
        with story.signed_in(served, "sara") as browser:
            review(story, browser)
        with story.signed_in(served, "olga") as browser:
            report(story, browser)
    story.tells("backup", story.place / "backup", "--passphrase-file", "-", given=PASSPHRASE)
    story.tells("audit", "export", story.place / "log.jsonl")
    leak(story)
    assert story.log.stat().st_size
    found = search(story)
    assert found[ITEM] == set()
    assert_names_are_where_they_may_be(found[NAME])
    assert_leaks_are_found(found[LEAKED])


def prepare(story: Story) -> str:
    """People, a bank with both files, a recipient of reports, a platform that listens; its key."""
    story.tells("bank", "add", "demo", *(story.uploads / name for name in HITS))
    story.is_refused("bank", "import", "demo", story.uploads / BROKEN)
    with opened(story.home) as node:
        for name, role in (("sara", Role.SENIOR), ("olga", Role.REPORTING_OFFICER)):
            accounts.add_account(node, BOSS, name, [role], Secret(PASSWORD))
        recipients.add(node, BOSS, SERVICE, at_cybertip(story.tip))
        story.platform.secret = webhooks.set_webhook(
            node, BOSS, SERVICE, story.platform.url
        ).reveal()
        scopes = (Permission.SCAN, Permission.MATCH)
        return create_key(node, BOSS, SERVICE, "uploader", scopes=scopes).reveal()


def refuse(story: Story, caller: httpx.Client, files: dict[str, bytes]) -> None:
    """Everything that is wrong with a request but the item in it."""
    data = files[HITS[0]]
    who = {"account": story.account, "id": story.account}
    form = {"Content-Type": "multipart/form-data; boundary=none"}
    wrong: list[dict[str, Any]] = [
        {"params": {"surface": "nowhere", **who}, "content": data},
        {"params": {**WHERE, **who, "id": story.account * 300}, "content": data},
        {"params": {**WHERE, **who}, "files": {"other": ("name.jpg", data)}},
        {"params": {**WHERE, **who}, "content": data, "headers": form},
    ]
    for one in wrong:
        assert story.hears(caller.post("/v1/scan", **one)).status_code >= 400
    assert story.hears(caller.post("/v1/match", content=data)).status_code >= 400
    answer = story.hears(caller.post("/v1/scan", content=files[BROKEN], params=WHERE | who))
    assert answer.json()["verdict"] == "unscanned"
    with store_unusable(story):
        lost = story.hears(caller.post("/v1/scan", content=data, params=WHERE | who))
    assert lost.status_code >= 500


@contextlib.contextmanager
def store_unusable(story: Story) -> Iterator[None]:
    """A hit cannot be kept meanwhile: a file is where the folder of kept objects should be."""
    objects, aside = story.home.folder / "objects", story.home.folder / "aside"
    objects.rename(aside)
    objects.touch()
    yield
    objects.unlink()
    aside.rename(objects)


def upload(story: Story, caller: httpx.Client, files: dict[str, bytes]) -> None:
    """One item is scanned at once and one is taken in for later; both are hits."""
    first, second = (files[name] for name in HITS)
    who = {"account": story.account, "id": f"name-{story.account}.jpg"}
    params = WHERE | who
    held = story.hears(caller.post("/v1/scan", content=slowly(story, first), params=params))
    assert held.json()["verdict"] == "held"
    form = {"file": (f"name-{story.account}.jpg", second, "image/jpeg")}
    later = params | {"async": "1", "account": f"{story.account}b"}
    assert story.hears(caller.post("/v1/scan", files=form, params=later)).status_code == 202
    eventually(
        lambda: len(story.rows('SELECT 1 FROM tutela."case"')) == 2,
        "the case of the item that was taken in",
    )


def slowly(story: Story, data: bytes) -> Iterator[bytes]:
    """All but the end, then a pause until the watch has looked at what was made of it."""
    yield data[:-100_000]
    before = story.watch.rounds
    eventually(lambda: story.watch.rounds > before + 2, "two looks of the watch")
    yield data[-100_000:]


def review(story: Story, browser: httpx.Client) -> None:
    """Looks at both items, confirms one, and rejects the other, which erases it."""
    confirmed, rejected = story.rows(
        'SELECT k.id, c.item_id FROM tutela."case" k JOIN tutela.case_item c '
        "ON c.case_id = k.id ORDER BY length(k.subject_ref)"
    )
    for case, item in (confirmed, rejected):
        path = f"/cases/{case}"
        story.submits(browser, "/desk", f"{path}/take")
        look(story, browser, f"{path}/items/{item}/look")
        finding = {"finding": "not-abuse-material"}
        if item == confirmed[1]:
            finding = {"finding": "confirmed", "label": "stand-in"}
        words = {"items": str(item), "reason": "looked", **finding}
        story.submits(browser, path, f"{path}/decide", **words)
    gone = "SELECT 1 FROM tutela.evidence_object WHERE wrapped_key IS NULL"
    eventually(lambda: story.rows(gone), "the erasure of the rejected item")
    objects = story.home.folder / "objects"

    def kept() -> list[str]:
        return [one.name for one in objects.iterdir() if one.name != OWNER]

    eventually(lambda: len(kept()) == 1, "the deletion of its bytes")


def look(story: Story, browser: httpx.Client, path: str) -> None:
    """Tiles, grey, colour: each shows a picture with nothing but points, and that once."""
    page = story.submits(browser, path, path, purpose="review").headers["location"]
    for step in ("grey", "colour", ""):
        shown = story.hears(browser.get(page)).text
        assert f'src="{page}/picture"' in shown
        assert_only_points(story.hears(browser.get(f"{page}/picture")).content)
        assert story.hears(browser.get(f"{page}/picture")).status_code == 404
        if step:
            page = story.submits(browser, page, f"{page}/show", step=step).headers["location"]
    story.submits(browser, page, f"{page}/hide", why="hidden")


def assert_only_points(png: bytes) -> None:
    with Image.open(io.BytesIO(png)) as image:
        image.load()
        assert (image.format, image.info) == ("PNG", {})


def report(story: Story, browser: httpx.Client) -> None:
    """Sends the report that the confirmed item drafted, with the item's bytes."""
    drafts = "SELECT r.id, i.item_id FROM tutela.report r JOIN tutela.report_item i ON true"
    eventually(lambda: story.rows(drafts), "the draft of the report")
    [(number, item)] = story.rows(drafts)
    path = f"/reports/{number}"
    story.submits(browser, path, f"{path}/items/{item}/attach", attached="yes")
    story.submits(browser, path, f"{path}/send")
    eventually(lambda: story.tip.finished, "the report at its recipient")
    sent = [file.data for one in story.tip.finished for file in one.files.values()]
    assert any(story.canaries[ITEM].is_in(one) for one in sent), "its bytes went along"
    for page in (path, f"{path}/documents"):
        assert story.hears(browser.get(page)).status_code == 200
    assert story.hears(browser.get(f"{path}/no-such-page")).status_code == 404


def leak(story: Story) -> None:
    """Leaks a canary in every way in which one might, into every place that is searched."""
    canary = story.canaries[LEAKED]
    ways = {
        "utf-16": canary.letters.encode("utf-16"),
        "hex": canary.content.hex().encode(),
        "HEX": canary.content.hex(" ").upper().encode(),
        **{f"base64-{n}": base64.encodebytes(b"a" * n + canary.content) for n in range(3)},
    }
    for name, spelt in ways.items():
        (story.place / f"leak-{name}").write_bytes(b"before" + spelt + b"after")
    (story.place / "tmp" / "leak").write_bytes(canary.content)
    with holding_without_a_name(story.place / "nameless", canary):
        eventually(lambda: len(leaks_seen(story)) == 2, "what lies and what has no name is seen")
    story.answers.append(b"<p>" + canary.content)
    with psycopg.connect(database(story.home)) as connection:
        connection.execute("CREATE TABLE leak (said bytea)")
        connection.execute("INSERT INTO leak VALUES (%s)", [canary.times(LARGE)])
        connection.commit()
    address = ["--file", str(story.place / "dump.sql"), database(story.home)]
    subprocess.run([str(programs.find().path("pg_dump")), *address], check=True)


def leaks_seen(story: Story) -> set[str]:
    return {where for name, where in story.watch.seen if name == LEAKED}


def search(story: Story) -> dict[str, set[str]]:
    """Where each canary is. The database writes everything down before, and stops."""
    EmbeddedServer(story.home.folder / "postgres").stop()
    found = places(story.canaries, story.place)
    told = {
        "answer": b"".join(story.answers),
        "refusal": b"".join(story.refusals),
        "message": json.dumps(
            [*story.platform.messages.values(), *story.platform.letters.values()]
        ).encode(),
    }
    for name, canary in story.canaries.items():
        found[name] |= {what for what, data in told.items() if canary.is_in(data)}
        found[name] |= {f"watch {where}" for one, where in story.watch.seen if one == name}
    return found


def assert_names_are_where_they_may_be(found: set[str]) -> None:
    """In the database, where cases are found by them, and in what people with a right are shown."""
    allowed = {"answer", "message", "dump.sql"}
    assert {one for one in found if not one.startswith(DATABASE)} <= allowed
    assert {"answer", "dump.sql"} <= found


def assert_leaks_are_found(found: set[str]) -> None:
    files = {f"leak-{one}" for one in ("utf-16", "hex", "HEX", "base64-0", "base64-1", "base64-2")}
    assert files | {"tmp/leak", "dump.sql", "answer"} <= found
    assert any(one.startswith(f"{DATABASE}base/") for one in found), "the tables are searched"
    assert any(one.startswith(f"{DATABASE}pg_wal/") for one in found), "the log is searched"
    assert any(one.startswith("watch ") for one in found)
