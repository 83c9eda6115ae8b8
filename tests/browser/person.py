"""Somebody in front of a browser. What they do is a verb; what the browser minds is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from tests.stage import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from playwright.sync_api import Browser, ConsoleMessage, Locator

GRAVE = {"serious", "critical"}
MOST_TABS = 60


class Person:
    """One person, one browser window. Fails soon: a page that does not come is waited 5 s for."""

    def __init__(self, browser: Browser, address: str, name: str, **window: Any) -> None:
        self.name = name
        self.says: Callable[..., str] = _in_english
        self.complaints: list[str] = []
        self._context = browser.new_context(base_url=address, **window)
        self._context.set_default_timeout(20_000)  # the machine may be busy with other tests
        self.page = self._context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        # A page that says no is no complaint: its status is what the test asked for.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(
                f"{message.type}: {message.text} at {message.location.get('url')}"
            )

    def leaves(self) -> None:
        self._context.close()

    def goes_to(self, path: str) -> Person:
        self.page.goto(path)
        return self

    def signs_in(self) -> Person:
        self.goes_to("/login")
        self.page.get_by_label(self.says("Name")).fill(self.name)
        self.page.get_by_label(self.says("Password")).fill(PASSWORD)
        self.clicks("Sign in")
        self.page.wait_for_url(lambda address: "/login" not in address)
        return self

    def clicks(self, name: str) -> Person:
        """Presses the button of that name."""
        self.page.get_by_role("button", name=self.says(name), exact=True).click()
        return self

    def follows(self, name: str) -> Person:
        """Follows the link of that name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def opens(self, case: UUID) -> Person:
        """Opens a case from the desk."""
        self.goes_to("/desk")
        self.page.locator(f'a[href="/cases/{case}"]').click()
        self.page.wait_for_url(f"**/cases/{case}")
        return self

    def confirms(self, label: str, reason: str, *, seen_at_platform: bool = False) -> Person:
        form = self.form("Decide")
        form.get_by_label("Confirm").check()
        form.get_by_role("combobox", name="Label").select_option(label)
        return self._decides(form, reason, seen_at_platform=seen_at_platform)

    def rejects(self, reason: str) -> Person:
        form = self.form("Decide")
        form.get_by_label("Reject").check()
        return self._decides(form, reason)

    def agrees(self, reason: str) -> Person:
        return self._answers("Agree", reason)

    def declines(self, reason: str) -> Person:
        return self._answers("Decline", reason)

    def finds(self, finding: str, reason: str, *, seen_at_platform: bool = False) -> Person:
        """Decides all that is ticked, by the name of the finding."""
        form = self.form("Decide")
        form.get_by_role("radio", name=finding).check()
        return self._decides(form, reason, seen_at_platform=seen_at_platform)

    def reverses(
        self, number: int, reason: str, *, to: str = "Reject", label: str = "", seen: bool = False
    ) -> Person:
        """Reverses the decision on the item of that number, to the finding `to`."""
        item = self.item(number)
        item.get_by_text("Reverse the decision on item").click()
        item.get_by_role("radio", name=to).check()
        if label:
            item.get_by_role("combobox", name="Label").select_option(label)
        item.get_by_label("Reason").fill(reason)
        if seen:
            item.get_by_label("I looked at it where the platform keeps it").check()
        item.get_by_role("button", name="Reverse the decision").click()
        return self

    def looks_at(self, number: int, purpose: str) -> Person:
        """Looks at an item from its case: coarse tiles, and then in grey."""
        self.begins_to_look(number, purpose)
        return self.clicks("Show it in grey")

    def begins_to_look(self, number: int, purpose: str) -> Person:
        """Sees the coarse tiles of an item, from its case."""
        self.page.get_by_role(
            "link", name=self.says("Look at item %(number)s…", number=number), exact=True
        ).click()
        self.page.get_by_label(self.says("Why do you look?")).fill(purpose)
        return self.clicks("Show the tiles")

    def shows_a_picture(self) -> bool:
        """Whether a picture of an item is before the eyes, loaded."""
        script = "() => { const one = document.getElementById('picture');"
        found: bool = self.page.evaluate(script + " return !!one && one.naturalWidth > 0; }")
        return found

    def sees_a_picture(self) -> Person:
        """Waits until a picture of an item is before the eyes, and its page is whole."""
        self.page.wait_for_function(
            "() => { const one = document.getElementById('picture');"
            " return document.readyState === 'complete' && !!one && one.naturalWidth > 0; }"
        )
        return self

    def looks_away(self, by: str) -> Person:
        """The window loses the eyes: another one comes before it, or another tab."""
        if by == "visibilitychange":
            self.page.evaluate(
                "Object.defineProperty(document, 'hidden', {value: true});"
                "document.dispatchEvent(new Event('visibilitychange'))"
            )
        else:
            self.page.evaluate("window.dispatchEvent(new Event('blur'))")
        return self

    def form(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title, exact=True)

    def item(self, number: int) -> Locator:
        return self.page.locator(f"#item-{number}")

    def reads(self) -> str:
        """What stands in the main part of the page."""
        return self.page.locator("main").inner_text()

    def barriers(self) -> list[str]:
        """What axe finds grave on this page, as sentences; there must be nothing."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['help']} ({node['html'][:200]})"
            for one in found
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]

    def tabs_to(self, target: Locator) -> Person:
        """Presses Tab until `target` has the focus, as who has no mouse does."""
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return self
            self.presses("Tab")
        raise AssertionError(f"{target} cannot be reached by keyboard")

    def presses(self, key: str) -> Person:
        self.page.keyboard.press(key)
        return self

    def types(self, text: str) -> Person:
        self.page.keyboard.type(text)
        return self

    def focus(self) -> str:
        """The text of what has the focus."""
        text: str = self.page.evaluate("document.activeElement.innerText")
        return text

    def is_within_width(self) -> bool:
        """Whether the page needs no scrolling sideways."""
        width: bool = self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        return width

    def _decides(self, form: Locator, reason: str, *, seen_at_platform: bool = False) -> Person:
        form.get_by_label("Reason").fill(reason)
        if seen_at_platform:
            form.get_by_label("I looked at it where the platform keeps it").check()
        return self.clicks("Record the decision")

    def _answers(self, answer: str, reason: str) -> Person:
        form = self.form("Second a decision")
        form.get_by_label(answer).check()
        form.get_by_label("Reason").fill(reason)
        return self.clicks("Record your answer")


def _in_english(english: str, **facts: object) -> str:
    """What a page reads, to whoever reads English; another language has its own patterns."""
    return english % facts
