"""What people outside are told and tell, step by step: statements of reasons, notices, requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import photographs
from demo_node import PATIENCE, Failed, use

if TYPE_CHECKING:
    from demo_node import Demo

PLACE = "https://platform.example/posts/1"
FRENCH = "fr"


class Stranger:
    """Somebody without account, whose browser runs no script."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, follow_redirects=True, timeout=PATIENCE)

    def reads(self, path: str) -> str:
        """The page at `path`, which must be there."""
        answer = self._client.get(path)
        if answer.status_code != httpx.codes.OK:
            raise Failed(f"{path} answered {answer.status_code}")
        return answer.text

    def sends(self, path: str, to: str = "", **fields: str) -> str:
        """Sends the form on the page `path`, or one like it that is sent elsewhere."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.reads(path)))
        answer = self._client.post(to or path, data={**hidden, **fields})
        if not answer.is_success:
            raise Failed(f"{to or path} answered {answer.status_code}")
        return answer.text


def told_why(demo: Demo, item: str) -> None:
    """The user of an item that is held learns why, at once, in their language, by a link."""
    told = demo.until(lambda: _letter(demo, item, "statement.issued"), f"a statement on {item}")
    path = told["link"].removeprefix(demo.address)
    page = Stranger(demo.address).reads(f"{path}?lang={FRENCH}")
    demo.check(f'lang="{FRENCH}"' in page, "it is read in French, without an account")
    demo.check("2022/2065" in page, "it says how to object")
    demo.tell(f"The user of {item} was told why it is held, and how to object", told["link"])


def told_that_it_ended(demo: Demo, item: str) -> None:
    """The same user learns that it is over."""
    demo.until(lambda: _letter(demo, item, "statement.ended"), f"the end of it is told, {item}")
    demo.tell(f"The user of {item} was told that it is visible again")


def complaint_that_reverses(demo: Demo, person: str, item: str) -> None:
    """The user of a removed item complains by the link of their letter; a person who had no part in
    the decision takes it back.
    """
    told = demo.until(lambda: _removal(demo, item), f"the removal of {item} is told")
    path = told["link"].removeprefix(demo.address) + "/complaint"
    stranger = Stranger(demo.address)
    stranger.sends(path, words="This is a photograph of my own.")
    demo.tell(f"The user of {item} complained, by the link of their letter and without an account",
              told["link"])  # fmt: skip
    [waiting] = demo.tutela("complaint", "list")["complaints"]
    why = "You are right: it is a photograph, and no part of it is drawn by code."
    demo.as_person(person, "complaint", "decide", waiting["complaint"], "--reverse",
                   "not-abuse-material", "--told", why)  # fmt: skip
    answer = demo.until(lambda: _letter(demo, item, "complaint.decided"), "the user is answered")
    demo.check(answer["outcome"] == "reversed", "the decision is taken back")
    demo.check(why in stranger.reads(path), "whoever complained reads why")
    demo.tell(f"{person}, who had no part in the decision, took it back; the user reads why",
              demo.link("complaints", waiting["complaint"]))  # fmt: skip


def _removal(demo: Demo, item: str) -> dict[str, Any]:
    found = _letter(demo, item, "statement.issued")
    return found if found.get("restriction") == "removal" else {}


def notice(demo: Demo, person: str) -> None:
    """Somebody tells of something illegal, without a name; a person decides, and they learn it."""
    stranger = Stranger(demo.address)
    page = stranger.sends(
        "/public/notice",
        kind="material",
        urls=PLACE,
        reasons="A made-up notice of the demo.",
        good_faith="yes",
    )
    code = code_in(page)
    demo.tell("A notice came in without a name; its code follows it", demo.link("public", "notice"))
    [waiting] = demo.tutela("notice", "list")["notices"]
    why = "The demo has nothing at this address."
    demo.as_person(person, "notice", "decide", waiting["notice"], "--outcome", "not-found",
                   "--told", why)  # fmt: skip
    stands = stranger.sends("/public/notice/follow", code=code)
    demo.check(why in stands, "whoever gave notice learns the decision")
    demo.tell(f"{person} decided it; whoever gave notice reads that by the code",
              demo.link("public", "notice", "follow"))  # fmt: skip


def picture_without_sending_it(demo: Demo, photograph: str) -> None:
    """Two numbers of a picture are enough to find it, until whoever sent them takes them back."""
    data = photographs.original(photograph)
    path = use(demo.work / "own" / f"holiday{photographs.suffix(data)}", data)
    numbers = demo.tutela("fingerprint", "of", path)
    stranger = Stranger(demo.address)
    page = stranger.sends("/public/picture", **numbers, whose="self", honest="yes")
    code = code_in(page)

    def verdict() -> Any:
        answer = demo.post(data, surface="uploads", id="upload-7", account="user-7")
        return answer["verdict"]

    demo.until(lambda: verdict() == "flagged", "it flags, and holds nothing")
    demo.tell("Somebody asked that a picture be found by two numbers: it is flagged, never held",
              demo.link("own-requests"))  # fmt: skip
    stranger.sends("/public/picture/follow", "/public/picture/back", code=code)
    demo.until(lambda: verdict() == "clear", "what is taken back is gone")
    demo.tell("They took the request back by its code, and the numbers are gone",
              demo.link("public", "picture"))  # fmt: skip


def _letter(demo: Demo, item: str, kind: str) -> dict[str, Any]:
    """What the platform was given to tell about an item; empty if nothing yet."""
    found = [
        one["data"]
        for one in demo.platform.letters.values()
        if one["type"] == kind and item in (one["data"].get("id"), one["data"].get("item"))
    ]
    return found[-1] if found else {}


def code_in(page: str) -> str:
    found = re.search(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b", page)
    if not found:
        raise Failed("no code was given")
    return found[0]
