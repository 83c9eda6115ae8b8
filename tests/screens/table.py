"""Every screen of the pages, and how somebody comes to it.

Who adds a page adds its line here: a test compares this table with the routes. The browser tests
look for barriers on each screen, and `docs/screens.py` takes its picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.observatory.model import Kind
from tutela.operating.alerting import watch_all
from tutela.platform.noderole import NodeRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.person import Person
    from tests.screens.play import Play

    Way = Callable[[Person, Play], object]

NOBODY = ""
AUTHORITY = NodeRole.AUTHORITY
CASE = "/cases/{case_id:uuid}"
LOOK = CASE + "/items/{item_id:uuid}/look"
REPORT = "/reports/{report_id:uuid}"
OUTCOME = "/public/outcome"
ORDER = "/orders/{order_id:uuid}"


@dataclass(frozen=True)
class Screen:
    """One screen: the route it shows (None for an answer to a form), who is there, and the way."""

    name: str
    title: str
    route: str | None
    who: str
    way: Way


def _at(path: str) -> Way:
    return lambda person, _: person.goes_to(path)


def _case(state: str, more: str = "") -> Way:
    return lambda person, play: person.goes_to(f"/cases/{play.cases[state]}{more}")


def _report(state: str, more: str = "") -> Way:
    return lambda person, play: person.goes_to(f"/reports/{play.reports[state]}{more}")


def _order(state: str, more: str = "") -> Way:
    return lambda person, play: person.goes_to(f"/orders/{play.orders[state]}{more}")


def _look(person: Person, play: Play) -> None:
    person.goes_to(f"/cases/{play.cases['several']}/items/{play.item('several')}/look")


def _notice(person: Person, play: Play) -> None:
    person.goes_to(f"/notices/{play.notice}")


def _submission(person: Person, play: Play) -> None:
    person.goes_to(f"/exchanges/submissions/{play.submission}")


def _flag(person: Person, play: Play) -> None:
    person.goes_to(f"/flags/{play.flag}")


def _preview(person: Person, play: Play) -> None:
    person.goes_to(f"/cases/{play.cases['several']}").looks_at(1, "compare it with the entry")


def _hidden(person: Person, play: Play) -> None:
    person.goes_to(f"/cases/{play.cases['several']}").begins_to_look(1, "compare it")
    person.clicks("Hide it now")


def _film(person: Person, play: Play) -> None:
    person.goes_to(f"/cases/{play.film()}").begins_to_look(1, "what is it?")
    person.sees_a_picture().presses("g")  # no key is heard before the page is whole
    person.page.get_by_role("heading", name=person.says("Shades of grey")).wait_for()
    person.sees_a_picture()


def _enough(person: Person, play: Play) -> None:
    play.has_seen_enough(person.name)
    person.goes_to(f"/cases/{play.cases['several']}/items/{play.item('several')}/look")


def _refused(person: Person, play: Play) -> None:
    person.goes_to(f"/cases/{play.cases['several']}").clicks("Record the decision")


def _verified(person: Person, _: Play) -> None:
    person.goes_to("/log").clicks("Verify the whole log")


def _entry(person: Person, play: Play) -> None:
    person.goes_to(f"/banks/demo/entries/{next(iter(play.stage.indicators.values()))}")


def _exchange(person: Person, play: Play) -> None:
    person.goes_to(f"/reports/{play.reports['filed']}/exchanges/{play.exchange()}")


def _publication(person: Person, play: Play) -> None:
    person.goes_to(f"/publishing/{play.publication()}")


def _statement(person: Person, play: Play) -> None:
    person.goes_to(f"/statements/{play.statement()}")


def _letter(person: Person, play: Play) -> None:
    person.goes_to(play.letter())


def _complaint(person: Person, play: Play) -> None:
    person.goes_to(f"/complaints/{play.complaint}")


def _edition(person: Person, play: Play) -> None:
    person.goes_to(f"/papers/editions/{play.edition()}")


def _figures(person: Person, play: Play) -> None:
    play.figures()
    person.goes_to("/public/figures")


def _figures_one(person: Person, play: Play) -> None:
    person.goes_to(f"/public/figures/{play.figures()}")


def _figures_interim(person: Person, play: Play) -> None:
    person.goes_to(f"/public/figures/{play.figures(Kind.INTERIM)}")


def _misuse(person: Person, play: Play) -> None:
    person.goes_to(f"/misuse/{play.misuse}")


def _removal_request(person: Person, play: Play) -> None:
    person.goes_to(f"/removal-requests/{play.victims.removal}")


def _received(person: Person, play: Play) -> None:
    person.goes_to(f"/received/{play.received}")


def _complain(person: Person, play: Play) -> None:
    person.goes_to(play.letter() + "/complaint")


def _ready(person: Person, play: Play) -> None:
    play.stage.program.coverage.renew()  # nobody does so all the time, as in a served node
    play.stage.program.index.refresh()
    person.goes_to("/ready")


def _added(person: Person, play: Play) -> None:
    form = person.goes_to("/people").page.locator("#add")
    form.locator("[name=name]").fill(play.new_name())
    form.locator("[value=auditor]").check()
    form.locator("[name=reason]").fill("Reads the log for the board.")
    person.clicks("Add them")


def _keyed(person: Person, _: Play) -> None:
    person.goes_to("/keys").page.locator("#create [name=label]").fill("Upload service")
    person.clicks("Make the key")


def _alerts(person: Person, play: Play) -> None:
    watch_all(play.stage.node)
    person.goes_to("/alerts")


def _picture_sent(person: Person, _: Play) -> None:
    page = person.goes_to("/public/picture").page
    page.locator("#sha256").fill("5e" * 32)
    page.locator("[value=self]").check()
    page.locator("[name=honest]").check()
    page.locator(".main-action").click()
    page.locator(".code").wait_for()


def _picture_followed(person: Person, play: Play) -> None:
    _picture_sent(person, play)
    code = person.page.locator(".code").inner_text()
    person.goes_to("/public/picture/follow").page.locator("#code").fill(code)
    person.page.locator(".main-action").click()
    person.page.locator("[action$=back]").wait_for()


def _victims(role: NodeRole, path: str, which: str = "") -> Way:
    """A page of another institution over the same database: a session holds on every port."""

    def way(person: Person, play: Play) -> None:
        one = f"/{getattr(play.victims, which)}" if which else ""
        person.goes_to(play.victims.at(role) + path + one)

    return way


SCREENS: tuple[Screen, ...] = (
    Screen("login", "Signing in", "/login", NOBODY, _at("/login")),
    Screen("start", "The start", "/", "ada", _at("/")),
    Screen("desk", "The desk", "/desk", "sara", _at("/desk")),
    Screen("desk-closed", "Closed cases", None, "sara", _at("/desk?show=closed")),
    Screen("case", "A case with several items", CASE, "sara", _case("several")),
    Screen("case-refused", "A form that was refused", None, "mira", _refused),
    Screen("case-overdue", "A hold that is overdue", None, "mira", _case("overdue")),
    Screen("case-second", "A decision for a second person", None, "sara", _case("seconding")),
    Screen("case-reversed", "A decision that was reversed", None, "sara", _case("reversed")),
    Screen("case-wrong", "An indicator that proved wrong", None, "sara", _case("wrong")),
    Screen("case-doubtful", "An age that cannot be told", None, "sara", _case("doubtful")),
    Screen("case-unsure", "For another person", None, "mira", _case("unsure")),
    Screen("case-children", "What a child may have made", None, "mira", _case("children")),
    Screen("case-alike", "Look-alikes, ticked together", None, "sara",
           _case("several", "?tick=like-2#decide")),
    Screen("case-reported", "A case that was reported", None, "sara", _case("reported")),
    Screen("public-notice", "Giving notice", "/public/notice", NOBODY, _at("/public/notice")),
    Screen("public-follow", "Following a notice", "/public/notice/follow", NOBODY,
           _at("/public/notice/follow")),
    Screen("young", "Help for children", "/public/young", NOBODY, _at("/public/young")),
    Screen("young-country", "A helpline of their country", None, NOBODY,
           _at("/public/young?country=nl-nl")),
    Screen("notices", "Notices from outside", "/notices", "mira", _at("/notices")),
    Screen("notice", "A notice", "/notices/{notice_id:uuid}", "mira", _notice),
    Screen("flags", "What users flagged", "/flags", "mira", _at("/flags")),
    Screen("flag", "A flag, opened", "/flags/{flag_id:uuid}", "mira", _flag),
    Screen("misuse", "Misuse", "/misuse", "sara", _at("/misuse")),
    Screen("misuse-case", "A case of misuse", "/misuse/{misuse_id:uuid}", "sara", _misuse),
    Screen("peers", "Other institutions", "/peers", "boss", _at("/peers")),
    Screen("public-outcome", "What came of a report", OUTCOME, NOBODY, _at(OUTCOME)),
    Screen("received", "Received reports", "/received", "sara", _at("/received")),
    Screen("received-report", "A received report", "/received/{report_id:uuid}", "sara", _received),
    Screen("hotline", "Reported addresses", "/hotline", "sara", _at("/hotline")),
    Screen("hotline-case", "A reported address", "/hotline/{case_id:uuid}", "sara",
           lambda person, play: person.goes_to(f"/hotline/{play.hotline}")),
    Screen("removals", "Removal orders", "/removals", "sara", _at("/removals")),
    Screen("removal", "A removal order", "/removals/{order_id:uuid}", "sara",
           lambda person, play: person.goes_to(f"/removals/{play.removal}")),
    Screen("courts", "Courts' keys", "/removals/courts", "sara",
           _victims(AUTHORITY, "/removals/courts")),
    Screen("removal-copies", "Copies of others' orders", "/removals/copies", "sara",
           _victims(AUTHORITY, "/removals/copies")),
    Screen("removal-copy", "A copy of a removal order", "/removals/copies/{copy_id:uuid}", "sara",
           _victims(AUTHORITY, "/removals/copies", "copy")),
    Screen("exchanges", "Indicators of others", "/exchanges", "sara", _at("/exchanges")),
    Screen("submission", "A submitted indicator", "/exchanges/submissions/{submission_id:uuid}",
           "sara", _submission),
    Screen("flaggers", "Trusted flaggers", "/flaggers", "sara", _at("/flaggers")),
    Screen("case-noticed", "A case that a notice made", None, "mira", _case("noticed")),
    Screen("look", "Before a look", LOOK, "mira", _look),
    Screen("preview", "A look", LOOK + "/{word}", "mira", _preview),
    Screen("preview-hidden", "A look that is over", None, "mira", _hidden),
    Screen("film", "A look at a film", None, "mira", _film),
    Screen("enough", "Enough was seen for today", None, "jonas", _enough),
    Screen("quiet", "The quiet page", "/quiet", "mira", _at("/quiet")),
    Screen("care", "Care for reviewers", "/care", "sara", _at("/care")),
    Screen("limits", "Your limits", "/account/limits", "mira", _at("/account/limits")),
    Screen("reports", "Reports", "/reports", "sara", _at("/reports")),
    Screen("report-draft", "A draft", REPORT, "sara", _report("draft")),
    Screen("report-handed", "A pack to hand over", None, "sara", _report("handed")),
    Screen("report-filed", "A report that was sent", None, "sara", _report("filed")),
    Screen("documents", "The documents of a pack", REPORT + "/documents", "sara",
           _report("handed", "/documents")),
    Screen("exchange", "What was said to the recipient",
           REPORT + "/exchanges/{exchange_id:uuid}", "sara", _exchange),
    Screen("recipients", "Recipients", "/recipients", "sara", _at("/recipients")),
    Screen("where", "Where to report", "/recipients/where", "sara", _at("/recipients/where")),
    Screen("where-place", "Where to report in one country", "/recipients/where/{country}", "sara",
           _at("/recipients/where/DE")),
    Screen("orders", "Orders of authorities", "/orders", "sara", _at("/orders")),
    Screen("order-received", "An order that came in as a file", None, "sara", _order("received")),
    Screen("order-register", "Registering an order", ORDER + "/register", "sara",
           _order("received", "/register")),
    Screen("order", "An order to decide", ORDER, "sara", _order("decide")),
    Screen("order-effected", "An order that took effect", None, "sara", _order("effected")),
    Screen("order-asks", "An order for information", None, "sara", _order("asks")),
    Screen("order-new", "Taking an order in", "/orders/new", "sara", _at("/orders/new")),
    Screen("order-issuers", "Who issues orders", "/orders/issuers", "sara",
           _at("/orders/issuers")),
    Screen("requests", "What needs a second person", "/requests", "sara", _at("/requests")),
    Screen("banks", "Banks", "/banks", "sara", _at("/banks")),
    Screen("bank", "A bank", "/banks/{name}", "sara", _at("/banks/demo")),
    Screen("entry", "An entry of a bank", "/banks/{name}/entries/{indicator_id:uuid}", "sara",
           _entry),
    Screen("deliveries", "Deliveries", "/deliveries", "sara", _at("/deliveries")),
    Screen("statements", "What users were told", "/statements", "sara", _at("/statements")),
    Screen("statement", "A statement of reasons", "/statements/{statement_id:uuid}", "sara",
           _statement),
    Screen("complaints", "Complaints", "/complaints", "sara", _at("/complaints")),
    Screen("complaint", "A complaint to answer", "/complaints/{complaint_id:uuid}", "sara",
           _complaint),
    Screen("complain", "Complaining, for whoever has the letter",
           "/public/statements/{code}/complaint", NOBODY, _complain),
    Screen("publishing", "Publishing", "/publishing", "sara", _at("/publishing")),
    Screen("publication", "A statement that did not go",
           "/publishing/{publication_id:uuid}", "sara", _publication),
    Screen("papers", "Papers: the yearly figures", "/papers", "sara", _at("/papers")),
    Screen("paper-figure", "One figure, and its query", "/papers/figures/{name}", "sara",
           _at("/papers/figures/measures-illegal")),
    Screen("paper-closing", "A paper to close", None, "sara",
           _at("/papers?first=2001-01-01&last=2001-12-31#close")),
    Screen("paper-edition", "A closed paper", "/papers/editions/{edition_id:uuid}", "sara",
           _edition),
    Screen("figures", "Published figures", "/public/figures", NOBODY, _figures),
    Screen("figures-one", "The figures of a year", "/public/figures/{publication_id:uuid}", NOBODY,
           _figures_one),
    Screen("figures-interim", "The figures of the interim Regulation's form", None, NOBODY,
           _figures_interim),
    Screen("letter", "The letter, for whoever it is about", "/public/statements/{code}", NOBODY,
           _letter),
    Screen("law", "The law", "/law", "ada", _at("/law")),
    Screen("profile", "The profile in force", "/law/{name}", "ada", _at("/law/interim-2026")),
    Screen("procedure", "A procedure", "/law/procedures/{name}", "ada",
           _at("/law/procedures/report")),
    Screen("log", "The log", "/log", "ada", _at("/log")),
    Screen("log-verified", "The log, verified", None, "ada", _verified),
    Screen("people", "People", "/people", "boss", _at("/people")),
    Screen("person", "One person", "/people/{name}", "boss", _at("/people/sara")),
    Screen("person-added", "Somebody was added", None, "boss", _added),
    Screen("roles", "Roles", "/roles", "boss", _at("/roles")),
    Screen("role", "A role of one's own", "/roles/{name}", "boss", _at("/roles/analyst")),
    Screen("keys", "Keys of programs", "/keys", "boss", _at("/keys")),
    Screen("key-made", "A key was made", None, "boss", _keyed),
    Screen("node", "The node", "/node", "boss", _at("/node")),
    Screen("health", "The health of the node", "/node/health", "boss", _at("/node/health")),
    Screen("ready", "Whether the node is ready", "/ready", NOBODY, _ready),
    Screen("alerts", "Alerts", "/alerts", "mira", _alerts),
    Screen("alert-wishes", "What you are told of", "/account/alerts", "mira",
           _at("/account/alerts")),
    Screen("absences", "Who is away", "/absences", "sara", _at("/absences")),
    Screen("account", "Your account", "/account", "mira", _at("/account")),
    Screen("prove", "Proving who you are", "/account/prove", "mira", _at("/account/prove")),
    Screen("components", "Components", "/components", "boss", _at("/components")),
    Screen("victims", "Victims' requests", "/victims", "sara", _victims(AUTHORITY, "/victims")),
    Screen("victim", "A victim's request, at the authority", "/victims/{request_id:uuid}", "sara",
           _victims(AUTHORITY, "/victims", "request")),
    Screen("victim-search", "A victim's request, at the Centre", None, "sara",
           _victims(NodeRole.CENTRE, "/victims", "search")),
    Screen("removal-requests", "Requests for removal", "/removal-requests", "mira",
           _at("/removal-requests")),
    Screen("removal-request", "A request for removal", "/removal-requests/{request_id:uuid}",
           "mira", _removal_request),
    Screen("public-request", "Asking about a picture of oneself", "/public/request", NOBODY,
           _victims(AUTHORITY, "/public/request")),
    Screen("public-request-young", "The same for young people", "/public/request/young", NOBODY,
           _victims(AUTHORITY, "/public/request/young")),
    Screen("public-request-follow", "The code of a request", "/public/request/follow", NOBODY,
           _victims(AUTHORITY, "/public/request/follow")),
    Screen("own-requests", "Own requests", "/own-requests", "sara", _at("/own-requests")),
    Screen("picture", "Have a picture found", "/public/picture", NOBODY, _at("/public/picture")),
    Screen("picture-sent", "A code to follow it with", None, NOBODY, _picture_sent),
    Screen("picture-follow", "The code asked for", "/public/picture/follow", NOBODY,
           _at("/public/picture/follow")),
    Screen("picture-followed", "How a request stands", None, NOBODY, _picture_followed),
    Screen("nothing", "A page that is not there", None, "boss", _at("/nothing/here")),
)  # fmt: skip
