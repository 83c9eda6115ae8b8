"""Every page is locked, every form is checked, and what does not exist is said plainly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.pages.conftest import Visitor

NOBODY = UUID(int=7)
CASE, ITEM = f"/cases/{NOBODY}", f"/cases/{NOBODY}/items/{NOBODY}/look"

# Each page with a role that may not open it.
PAGES = {
    "/desk": "boss",
    CASE: "boss",
    ITEM: "boss",
    f"{ITEM}/word": "boss",
    f"{ITEM}/word/picture": "boss",
    "/banks": "ada",
    "/banks/demo": "ada",
    "/deliveries": "ada",
    "/log": "mira",
    "/node": "ada",
}
OPEN_TO_EVERY_ROLE = ("/law", "/law/interim-2026", "/law/procedures/report")
# Each form with a role that may send it, and one that may not.
FORMS = {
    f"{CASE}/decide": ("mira", "boss"),
    f"{CASE}/second": ("mira", "boss"),
    f"{CASE}/reverse": ("sara", "mira"),
    ITEM: ("mira", "boss"),
    f"{ITEM}/word/show": ("mira", "boss"),
    f"{ITEM}/word/hide": ("mira", "boss"),
    "/quiet/break": ("mira", "boss"),
    "/account/limits": ("mira", "ada"),
    "/care": ("sara", "mira"),
    f"/deliveries/{NOBODY}/retry": ("sara", "mira"),
    "/log/verify": ("ada", "mira"),
}
# They are about the node, or about whoever sends them.
ABOUT_NOTHING = {"/log/verify", "/quiet/break", "/account/limits", "/care"}
MISSING = (
    "/cases/not-an-id",
    CASE,
    ITEM,
    f"{ITEM}/word",
    f"{ITEM}/word/picture",
    "/banks/nobody-has",
    "/banks/%27%3B--",
    "/banks/%00",
    "/law/nobody-wrote",
    "/law/procedures/nobody-wrote",
    "/desk/elsewhere",
)
FULL = {
    "items": str(NOBODY),
    "finding": "confirmed",
    "label": "stand-in",
    "reason": "because",
    "answer": "agree",
    "purpose": "compare",
}


def test_who_is_not_signed_in_is_asked_to(stranger: Visitor) -> None:
    for path in [*PAGES, *OPEN_TO_EVERY_ROLE]:
        answer = stranger.opens(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?"), path


def test_who_lacks_the_permission_is_told_so(visit: Callable[[str], Visitor]) -> None:
    people = {name: visit(name) for name in set(PAGES.values())}
    for path, name in PAGES.items():
        answer = people[name].opens(path)
        assert answer.status_code == 403, path
        assert "Not open to you" in answer.text, path


def test_the_law_is_open_to_every_role(visit: Callable[[str], Visitor]) -> None:
    for name in ("mira", "ada", "boss"):
        who = visit(name)
        for path in OPEN_TO_EVERY_ROLE:
            assert who.opens(path).status_code == 200, (name, path)


def test_a_form_without_its_token_is_refused(visit: Callable[[str], Visitor]) -> None:
    people = {name: visit(name) for name, _ in FORMS.values()}
    for path, (name, _) in FORMS.items():
        for sent in (FULL, FULL | {"csrf": "made-up"}):
            answer = people[name].sends_bare(path, **sent)
            assert answer.status_code == 403, path
            assert "form-not-ours" in answer.text, path


def test_a_form_needs_its_permission(visit: Callable[[str], Visitor]) -> None:
    people = {name: visit(name) for _, name in FORMS.values()}
    for path, (_, name) in FORMS.items():
        answer = people[name].sends(path, page="/node", **FULL)
        assert answer.status_code == 403, path
        assert "it needs the permission" in answer.text, path


def test_a_form_sent_by_nobody_asks_to_sign_in(stranger: Visitor) -> None:
    for path in FORMS:
        answer = stranger.sends_bare(path)
        assert answer.headers.get("location") == "/login?why=unauthenticated", path


def test_what_is_not_there_is_said_on_a_page(visit: Callable[[str], Visitor]) -> None:
    mira = visit("mira")
    for path in MISSING:
        answer = mira.opens(path)
        assert answer.status_code == 404, path
        assert "<h1>Nothing here</h1>" in answer.text, path


def test_a_form_about_what_is_not_there_says_so(visit: Callable[[str], Visitor]) -> None:
    sara = visit("sara")
    for path in FORMS.keys() - ABOUT_NOTHING:
        answer = sara.sends(path, **FULL)
        assert answer.status_code == 404, path
        assert "<h1>Nothing here</h1>" in answer.text, path


def test_a_sign_that_no_text_has_is_refused(visit: Callable[[str], Visitor]) -> None:
    sara = visit("sara")
    for path in (one for one in FORMS if one != "/log/verify"):
        answer = sara.sends(path, **(FULL | {"reason": "a\0b", "purpose": "a\0b"}))
        assert answer.status_code == 400, path
        assert "That cannot be used" in answer.text, path


def test_a_page_is_kept_nowhere_and_loads_nothing_from_elsewhere(
    visit: Callable[[str], Visitor],
) -> None:
    answer = visit("mira").opens("/desk")
    assert answer.headers["cache-control"] == "no-store"
    assert "img-src 'self'" in answer.headers["content-security-policy"]
    scripts = re.findall(r"<script.*?</script>", answer.text, re.DOTALL)
    ours = r'<script type="module" src="/static/\w+\.js\?v=\w+"></script>'
    assert all(re.fullmatch(ours, script) for script in scripts)
    assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "")
