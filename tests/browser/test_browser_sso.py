"""Somebody signs in by their organisation's account, in Chromium."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.browser.conftest import served
from tests.browser.person import Person
from tests.simulators.identity import IdentityProvider

from tutela.platform.accounts.sso import linking
from tutela.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from tests.stage import Stage

    from tutela.platform.clock import ManualClock

from tests.stage import BOSS


@pytest.fixture
def provider(clock: ManualClock) -> Iterator[IdentityProvider]:
    with IdentityProvider() as one:
        one.clock = clock.now
        yield one


@pytest.fixture
def address(stage: Stage, provider: IdentityProvider, tmp_path: Path) -> Iterator[str]:
    """The stage, served at another site than the provider's, with single sign-on."""
    secret = tmp_path / "oidc.secret"
    secret.touch(mode=0o600)
    secret.write_text(provider.client_secret)
    settings = stage.node.settings.model_copy(
        update={
            "oidc_issuer": provider.issuer,
            "oidc_client_id": provider.client_id,
            "oidc_secret_file": secret,
            "port": 0,
        }
    )
    node = replace(stage.node, settings=settings)
    app = create_app(replace(stage.program, node=node))
    with served(app) as where:
        origin = where.replace("127.0.0.1", "localhost")
        provider.redirect_uri = origin + "/login/sso/back"
        # The port is known only now.
        app.state.program = replace(
            stage.program,
            node=replace(node, settings=settings.model_copy(update={"origin": origin})),
        )
        yield origin


@pytest.fixture
def mira(stage: Stage, address: str, chromium: Browser) -> Iterator[Person]:
    stage.add_people("mira")
    one = Person(chromium, address, "mira")
    yield one
    complaints = one.complaints
    one.leaves()
    assert complaints == []


def test_somebody_signs_in_by_their_organisation_and_comes_where_they_were_going(
    stage: Stage, address: str, provider: IdentityProvider, mira: Person
) -> None:
    settings = {"oidc_issuer": provider.issuer}
    node = replace(stage.node, settings=stage.node.settings.model_copy(update=settings))
    linking.link(node, BOSS, "mira", subject=provider.subject)
    mira.goes_to("/account")
    assert mira.barriers() == []
    mira.follows("Sign in with your organisation")
    mira.page.wait_for_url(f"{address}/account")
    assert "single sign-on" in mira.reads()
    mira.clicks("Sign out")
    assert "You are signed out" in mira.reads()
    mira.goes_to("/desk")
    assert "/login" in mira.page.url


def test_who_is_not_linked_is_told_whom_to_ask(address: str, mira: Person) -> None:
    mira.goes_to("/login").follows("Sign in with your organisation")
    assert "Ask an administrator to link your account" in mira.reads()
    assert mira.barriers() == []
    assert mira.page.url.startswith(address)
