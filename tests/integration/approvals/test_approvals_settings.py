"""Settings of the file that guard people: what is looser than shipped waits for another person."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from tests.world import BOSS

from tutela import assembly
from tutela.platform import home
from tutela.platform.accounts.service import add_account
from tutela.platform.accounts.signin import person
from tutela.platform.approvals import answering, listing
from tutela.platform.approvals.errors import AskerMayNot, OnlyOnePerson
from tutela.platform.guarded import service as guarded
from tutela.platform.guarded.model import GUARDED, SHIPPED, withheld
from tutela.platform.secret import Secret
from tutela.platform.services import store as services
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.platform.settings import SETTINGS_FILE, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.platform.node import Node

    Opens = Callable[..., Any]
PASSWORD = Secret("nine lives of a quiet cat")


@pytest.fixture
def starts(node: Node) -> Opens:
    """Starts the node with these settings in its file, as `tutela serve` does."""
    (node.settings.home / SETTINGS_FILE).touch()

    @contextmanager
    def start(**said: Any) -> Iterator[Node]:
        settings = Settings(home=node.settings.home, **said)
        settings = settings.model_copy(update={"database_url": Secret(node.database_url)})
        with home.open_node(settings, assembly.tasks(), clock=node.clock) as one:
            guarded.note_at_start(one)
            yield one

    return start


def in_use(node: Node) -> None:
    declare_service(node, BOSS, "site", title="A site", policy=Policy())
    with node.transaction() as connection:
        services.mark_scanned(connection, ["site"], node.clock.now())


def people(node: Node, *names: str) -> dict[str, Any]:
    for name in names:
        add_account(node, BOSS, name, ["senior"], PASSWORD)
    return {name: person(node, name, PASSWORD) for name in names}


def agreements(node: Node) -> int:
    query = text("SELECT count(*) FROM tutela.audit_event WHERE event = 'settings:agree'")
    with node.read() as connection:
        return int(connection.execute(query).scalar_one())


def test_what_is_looser_holds_from_the_start_after_another_person_agreed(
    node: Node, starts: Opens
) -> None:
    sara = people(node, "sara", "mira")["sara"]
    in_use(node)
    with starts(look_items=200, pause_minutes=5, look_minutes=30) as one:
        assert (one.settings.look_items, one.settings.pause_minutes) == (80, 15)
        assert one.settings.look_minutes == 30, "what is stricter holds at once"
        assert [each.name for each in one.withheld] == ["look_items", "pause_minutes"]
        [asked] = listing.list_requests(one, sara)
        assert "look_items" in " ".join(asked.asked.changes)
    with starts(look_items=200, pause_minutes=5):
        assert len(listing.list_requests(node, sara)) == 1, "a second start asks for the same"
    answering.approve(node, sara, asked.id, reason="Half of us are new.", doers=assembly.doers())
    assert agreements(node) == 1
    with starts(look_items=200, pause_minutes=5) as one:
        assert (one.settings.look_items, one.settings.pause_minutes) == (200, 5)
        assert one.withheld == ()
    with starts(look_items=201, pause_minutes=5) as one:
        assert one.settings.look_items == 200, "what was agreed to is the bound"


def test_a_node_not_yet_in_use_is_set_up_as_its_file_says(node: Node, starts: Opens) -> None:
    with starts(look_items=200) as one:
        assert one.settings.look_items == 200
    assert agreements(node) == 1
    in_use(node)
    with starts(look_items=200) as one:
        assert (one.settings.look_items, one.withheld) == (200, ())
    assert agreements(node) == 1


def test_nobody_alone_agrees_to_what_the_console_wrote(node: Node, starts: Opens) -> None:
    sara = people(node, "sara")["sara"]
    in_use(node)
    with starts(session_minutes=600) as one:
        assert one.settings.session_minutes == SHIPPED["session_minutes"]
    [asked] = listing.list_requests(node, sara)
    with pytest.raises((OnlyOnePerson, AskerMayNot)):
        answering.approve(node, sara, asked.id, reason="Mine.", doers=assembly.doers())
    assert agreements(node) == 0


@pytest.mark.parametrize("name", GUARDED)
def test_each_guarded_setting_is_withheld_one_step_looser_and_never_stricter(
    name: str, tmp_path: Any
) -> None:
    shipped = SHIPPED[name]
    step = 1 if GUARDED[name].more else -1
    plain = Settings(home=tmp_path)
    looser = plain.model_copy(update={name: shipped + step})
    stricter = plain.model_copy(update={name: shipped - step})
    assert withheld(plain, {}) == withheld(stricter, {}) == ()
    [one] = withheld(looser, {})
    assert (one.name, one.holds) == (name, shipped)
    assert withheld(looser, {name: shipped + step}) == ()
    assert withheld(looser, {name: shipped - step})[0].holds == shipped
