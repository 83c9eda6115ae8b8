"""The pages on people, roles and keys: who opens them, what they change, and what they refuse."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.pages.conftest import Visitor
from tests.stage import PASSWORD
from tests.world import BOSS

from tutela import assembly, demonstration
from tutela.platform.accounts import api_keys
from tutela.platform.accounts.service import add_account, list_accounts
from tutela.platform.secret import Secret
from tutela.platform.services import store as services
from tutela.platform.services.model import Policy
from tutela.platform.services.service import declare_service
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stage import Stage

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

PAGES = ("/people", "/people/boss", "/roles", "/keys")
FORMS = {
    "/people": ("/people", "/people/mira/roles", "/people/mira/password", "/people/mira/disable",
                "/people/mira/reset-factors", "/people/mira/link", "/people/mira/unlink"),
    "/roles": ("/roles", "/roles/analyst", "/roles/analyst/end"),
    "/keys": ("/keys", "/keys/abc/revoke"),
}  # fmt: skip
SECRET = re.compile(r"<code[^>]*>([^<]{12,})</code>")


def test_the_pages_open_to_whoever_manages_and_to_nobody_else(
    visit: Callable[[str], Visitor], stranger: Visitor
) -> None:
    boss, sara = visit("boss"), visit("sara")
    for path in PAGES:
        assert sara.opens(path).status_code == 403
        assert stranger.opens(path).headers["location"].startswith("/login?")
        assert boss.opens(path).status_code == 200


def test_every_form_is_locked(visit: Callable[[str], Visitor]) -> None:
    boss, sara = visit("boss"), visit("sara")
    visit("mira")
    for form in (form for forms in FORMS.values() for form in forms):
        assert sara.sends(form, page="/desk").status_code == 403
        assert boss.sends_bare(form).status_code == 403


def test_nothing_changes_without_a_new_proof(
    visit: Callable[[str], Visitor], clock: ManualClock, stage: Stage
) -> None:
    boss = visit("boss")
    visit("mira")
    clock.advance(timedelta(minutes=6))
    for page, forms in FORMS.items():
        assert f"/account/prove?next={page}" in boss.reads(page)
        for form in forms:
            assert f'action="{form}"' not in boss.reads(page)
            answer = boss.sends(form, page=page, name="new", roles="reviewer", reason="x")
            assert answer.headers["location"] == "/account/prove"
    found = list_accounts(stage.node, BOSS)
    assert [(one.name, sorted(one.roles)) for one in found] == [
        ("boss", ["administrator"]),
        ("mira", ["reviewer"]),
    ]


def test_a_proof_leads_back_to_the_page_that_asked_for_it(
    visit: Callable[[str], Visitor], clock: ManualClock
) -> None:
    boss = visit("boss")
    clock.advance(timedelta(minutes=6))
    form = boss.reads("/account/prove?next=/people/mira")
    assert 'name="next" value="/people/mira"' in form
    proven = boss.sends("/account/prove", page="/account/prove", proof=PASSWORD, next="/keys")
    assert proven.headers["location"] == "/keys"
    for elsewhere in ("//evil.example", "https://evil.example", "/people/../log", "/log"):
        assert f'value="{elsewhere}"' not in boss.reads(f"/account/prove?next={elsewhere}")


def test_somebody_is_added_and_signs_in_with_the_password_shown_once(
    visit: Callable[[str], Visitor], stranger: Visitor
) -> None:
    boss = visit("boss")
    made = boss.sends("/people", page="/people", name="nele", roles=["reviewer"])
    assert made.status_code == 200
    [password] = SECRET.findall(made.text)
    assert password not in boss.reads("/people/nele")
    assert "Decide" in boss.reads("/people/nele")
    signed = stranger.sends("/login", page="/login", name="nele", password=password)
    assert signed.status_code == 303


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "Nele!", "roles": "reviewer"}, "Nele!"),
        ({"name": "nele"}, "role"),
        ({"name": "nele", "roles": "king"}, "role"),
        ({"name": "nele", "roles": ["administrator", "reviewer"]}, "run"),
        ({"name": "boss", "roles": "reviewer"}, "boss"),
    ],
)
def test_what_cannot_be_added_is_said_beside_the_form_and_kept(
    fields: dict[str, object], says: str, visit: Callable[[str], Visitor], stage: Stage
) -> None:
    boss = visit("boss")
    refused = boss.sends("/people", page="/people", **fields)
    assert refused.status_code in (400, 409)
    assert "notice" in refused.text
    assert says in refused.text
    assert f'value="{fields["name"]}"' in refused.text
    assert [one.name for one in list_accounts(stage.node, BOSS)] == ["boss"]


def test_roles_change_and_an_account_ends(visit: Callable[[str], Visitor], stage: Stage) -> None:
    boss, mira = visit("boss"), visit("mira")
    changed = boss.sends("/people/mira/roles", page="/people/mira", roles="auditor", reason="new")
    assert "The roles are changed" in boss.reads(changed.headers["location"])
    assert mira.opens("/desk").status_code == 403
    ended = boss.sends("/people/mira/disable", page="/people/mira", reason="left")
    assert "has ended" in boss.reads(ended.headers["location"])
    assert mira.opens("/log").headers["location"].startswith("/login")
    assert "does not come back" in boss.reads("/people/mira")
    assert boss.opens("/people/nobody-of-us").status_code == 404
    assert boss.opens("/people/%00").status_code == 404


def test_nobody_changes_themselves_and_somebody_stays(visit: Callable[[str], Visitor]) -> None:
    boss = visit("boss")
    assert "This is you" in boss.reads("/people/boss")
    own = boss.sends("/people/boss/disable", page="/people", reason="x")
    assert own.status_code == 409
    assert boss.opens("/people").status_code == 200


def test_on_a_real_node_in_use_another_person_must_agree(node: Node) -> None:
    settings = node.settings.model_copy(update={"second_factor": "optional"})
    node = replace(node, settings=settings)
    for name, role in (("boss", "administrator"), ("mira", "reviewer"), ("sara", "senior")):
        add_account(node, BOSS, name, [role], Secret(PASSWORD))
    declare_service(node, BOSS, "site", title="A site", policy=Policy())
    with node.transaction() as connection:
        services.mark_scanned(connection, ["site"], node.clock.now())
    program = assembly.put_together(node)
    with closing(program.decoders), closing(program.index):
        boss = Visitor(create_app(program)).signs_in("boss")
        without = boss.sends("/people/mira/roles", page="/people/mira", roles="senior")
        assert without.status_code == 400
        assert "another person must agree" in without.text
        asked = boss.sends("/people/mira/roles", page="/people/mira", roles="senior", reason="Few.")
        assert asked.status_code == 409
        assert "Nothing is changed yet" in asked.text
        assert [one.roles for one in list_accounts(node, BOSS) if one.name == "mira"] == [
            {"reviewer"}
        ]
        assert "Newly: " in boss.reads("/requests")


def test_a_role_is_made_changed_and_ended(visit: Callable[[str], Visitor]) -> None:
    boss = visit("boss")
    made = boss.sends(
        "/roles", page="/roles", name="analyst", about="Reads the log.",
        permissions=["audit:log:verify"],
    )  # fmt: skip
    if made.status_code != 303:
        raise AssertionError(made.text)
    assert "Nobody has it until" in boss.reads(made.headers["location"])
    page = boss.reads("/roles/analyst")
    assert page.count(" checked") == 1
    refused = boss.sends("/roles/analyst", page="/roles/analyst", permissions=[])
    assert refused.status_code == 400
    ended = boss.sends("/roles/analyst/end", page="/roles/analyst", reason="unused")
    assert "The role has ended" in boss.reads(ended.headers["location"])
    assert boss.opens("/roles/analyst").status_code == 404


def test_a_key_is_made_shown_once_and_ended(visit: Callable[[str], Visitor], stage: Stage) -> None:
    boss = visit("boss")
    made = boss.sends("/keys", page="/keys", service=demonstration.SERVICE, label="Up", days="30")
    assert made.status_code == 200
    [token] = [one for one in SECRET.findall(made.text) if one.startswith(api_keys.PREFIX)]
    assert token not in boss.reads("/keys")
    public = api_keys.public_id_of(token)
    assert f"/keys/{public}/revoke" in boss.reads("/keys")
    ended = boss.sends(f"/keys/{public}/revoke", page="/keys")
    assert "The key has ended" in boss.reads(ended.headers["location"])
    assert api_keys.list_keys(stage.node, BOSS)[-1].revoked_at


@pytest.mark.parametrize(
    "wrong",
    [{"days": "0"}, {"days": "731"}, {"days": "x"}, {"days": "9" * 99}, {"label": ""},
     {"label": "\x07"}, {"service": "nowhere"}, {"purpose": "all"}],
)  # fmt: skip
def test_a_key_that_cannot_be_is_refused_beside_its_form(
    wrong: dict[str, str], visit: Callable[[str], Visitor], stage: Stage
) -> None:
    boss = visit("boss")
    fields = {"service": demonstration.SERVICE, "label": "Up", "days": "30"} | wrong
    before = api_keys.list_keys(stage.node, BOSS)
    refused = boss.sends("/keys", page="/keys", **fields)
    assert refused.status_code in (400, 404)
    assert 'class="notice stop"' in refused.text
    assert api_keys.list_keys(stage.node, BOSS) == before
