"""The pages of a victim's request: for whoever asks, without account, and for who works on it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from tests.institutions import ADA
from tests.integration.requests.loop import FORM, LINK
from tests.stage import PASSWORD
from tests.unit.test_national_letter import read
from tests.victims import SHA256

from tutela.platform.accounts import service as accounts
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret
from tutela.redress.requests import following
from tutela.redress.requests.model import Preference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.institutions import Institution
    from tests.integration.requests.loop import Loop

_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
_CODE = re.compile(r'<output class="code"[^>]*>([^<]+)</output>')


class Browser:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def opens(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers=headers)

    def sends(self, path: str, page: str, **fields: Any) -> httpx.Response:
        [token, *_] = _TOKEN.findall(self.opens(page).text)
        return self._client.post(path, data={"csrf": token, **fields})

    def signs_in(self, name: str) -> Browser:
        answer = self.sends("/login", "/login", name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self


@contextmanager
def at(institution: Institution) -> Iterator[Browser]:
    with httpx.Client(base_url=institution.url) as client:
        yield Browser(client)


def hires(institution: Institution, name: str, role: Role = Role.OFFICER) -> None:
    accounts.add_account(institution.node, ADA, name, [role], Secret(PASSWORD))


def test_somebody_asks_follows_changes_and_takes_back_without_account(loop: Loop) -> None:
    with at(loop.authority) as browser:
        page = browser.opens("/public/request")
        assert page.status_code == 200
        assert 'type="file" accept' in page.text  # read by the browser only:
        assert 'enctype="multipart' not in page.text
        assert re.search(r'<input[^>]*type="file"[^>]*name=', page.text) is None
        young = browser.opens("/public/request/young?lang=de").text
        assert "nicht deine Schuld" in young
        for wrong, said in (
            ({"sha256": "", "links": ""}, "where it is, or its numbers"),
            ({"links": "not an address"}, "line 1"),
            ({"links": "\n".join(f"https://x.example/{n}" for n in range(21))}, "20 addresses"),
            ({"md5": "12"}, "not whole"),
            ({"email": "a@b.example, c@d.example"}, "no e-mail address"),
            ({"asked": "everything"}, "what we can do"),
            ({"preference": ""}, "what you want"),
            ({"needs": "x" * 1001}, "too long"),
            ({"who": "<script>"}, "who you are"),
        ):
            answer = browser.sends("/public/request", "/public/request", **{**FORM, **wrong})
            assert answer.status_code == 400, wrong
            assert said in answer.text, wrong
            assert SHA256 in answer.text or "sha256" in wrong  # nothing of it is lost
        own = {"form": "f" * 22}
        taken = browser.sends("/public/request", "/public/request", **FORM, **own)
        assert taken.status_code == 201
        [code] = _CODE.findall(taken.text)
        twice = browser.sends("/public/request", "/public/request", **FORM, **own)
        assert _CODE.findall(twice.text) == [code]  # the same sent twice is one
        follow = "/public/request/follow"
        assert "We have your request" in browser.sends(follow, follow, code=code).text
        changed = browser.sends("/public/request/preference", follow, code=code, preference="never")
        assert "You asked us to tell you nothing" in changed.text
        gone = browser.sends("/public/request/back", follow, code=code)
        assert "is erased" in gone.text
        again = browser.sends(follow, follow, code=code)
        assert (again.status_code, "Check it letter by letter" in again.text) == (404, True)
    with at(loop.provider) as elsewhere:  # only an authority takes such requests in
        assert elsewhere.opens("/public/request").status_code == 404
        hires(loop.provider, "mira", Role.SENIOR)
        notices = elsewhere.signs_in("mira").opens("/notices").text
    assert "/victims" not in notices  # and a provider that nobody asked sees nothing of it
    assert "/removal-requests" not in notices


def test_officers_and_a_provider_do_their_parts_by_their_pages(loop: Loop) -> None:
    hires(loop.authority, "olaf")
    for name in ("cleo", "cora"):
        hires(loop.centre, name)
    hires(loop.provider, "mira", Role.REVIEWER)
    code = loop.asks(name="Kim <b>Example</b>")
    loop.reported()
    with at(loop.authority) as browser:
        officer = browser.signs_in("olaf")
        page = f"/victims/{loop.request_id()}"
        assert loop.request().number.hex[-8:] in officer.opens("/victims").text.replace("-", "")
        assert "Kim &lt;b&gt;Example" in officer.opens(page).text
        assert "rests on draft law" in officer.opens(page).text
        refused = officer.sends(f"{page}/pass-on", page)
        assert refused.status_code == 409
        assert officer.sends(f"{page}/identify", page, words="came here").status_code == 303
        assert officer.sends(f"{page}/pass-on", page).status_code == 303
    loop.carry()
    with at(loop.centre) as browser, at(loop.centre) as other:
        first, second = browser.signs_in("cleo"), other.signs_in("cora")
        page = f"/victims/{loop.search_id()}"
        assert first.sends(f"{page}/search", page, purpose="a request").status_code == 303
        assert first.sends(f"{page}/release", page).status_code == 403
        assert second.sends(f"{page}/release", page).status_code == 303
        assert second.sends(f"{page}/recheck", page, number="x", outcome="gone").status_code == 404
        assert first.sends(f"{page}/ask", page).status_code == 303
    loop.carry()
    with at(loop.provider) as browser:
        reviewer = browser.signs_in("mira")
        assert "/removal-requests" in reviewer.opens("/notices").text
        page = f"/removal-requests/{loop.removal_id()}"
        assert "no order" in reviewer.opens(page).text
        assert reviewer.sends(f"{page}/answer", page, answer="?").status_code == 400
        assert reviewer.sends(f"{page}/answer", page, answer="removed").status_code == 303
    loop.carry()
    with at(loop.authority) as browser:
        officer = browser.signs_in("olaf")
        page = f"/victims/{loop.request_id()}"
        assert officer.opens(f"{page}/letter.pdf").status_code == 409
        assert officer.sends(f"{page}/answer", page, words="It is gone.").status_code == 303
        _takes_the_letter(loop, officer, page, code)
        shown = browser.sends("/public/request/follow", "/public/request/follow", code=code).text
    assert "It is gone." in shown
    assert loop.provider.name in shown
    assert following.follow(loop.authority.node, code).found[0].removal.value == "removed"


def _takes_the_letter(loop: Loop, browser: Browser, page: str, code: str) -> None:
    """The answer is taken by its code, unless that shows none, and by an officer."""
    node, follow = loop.authority.node, "/public/request/follow"
    unanswered = loop.asks(needs="another")

    def taken(typed: str) -> httpx.Response:
        return browser.sends("/public/request/letter", follow, code=typed)

    assert "Save the answer as PDF" in browser.sends(follow, follow, code=code).text
    mine = taken(code)
    assert [taken(one).status_code for one in (unanswered, "x")] == [409, 404]
    following.prefer(node, code, Preference.NEVER)
    assert taken(code).status_code == 409
    assert browser.opens(f"{page}/letter.pdf").content == mine.content
    following.prefer(node, code, Preference.ALL)
    letter = read(mine.content)
    assert "It is gone." in letter
    assert loop.provider.name in letter
    for personal in (LINK, "forum.example", SHA256, "Kim", code):
        assert personal not in letter
