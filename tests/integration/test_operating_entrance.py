"""Who comes in and by what: each fault is made for real, and its sentence is looked at."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.certificates import LASTS, certificate
from tests.integration.test_operating import named, say, world
from tests.integration.web.test_web_door import ORIGIN, door_of, running
from tests.simulators.identity import IdentityProvider
from tests.world import BOSS

from tutela.operating import checks, entrance
from tutela.operating.alerting import CONDITIONS
from tutela.platform.accounts import service as accounts
from tutela.platform.alerts.model import Kind
from tutela.platform.permissions import Role

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import World

    from tutela.platform.clock import ManualClock
    from tutela.platform.doctor import Check
    from tutela.platform.node import Node

__all__ = ["world"]


def looked(world: World, name: str) -> Check:
    return named(checks.running(world.node), name)


def test_a_node_without_any_of_it_is_in_order(world: World) -> None:
    for name in (entrance.SSO, entrance.ACCOUNTS, entrance.CERTIFICATE):
        assert looked(world, name).good
    assert entrance.examine(world.node.settings) == []


def test_single_sign_on_with_half_its_settings_or_an_open_secret_is_said(
    world: World, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("words")
    secret.chmod(0o644)
    say(world.node, oidc_issuer="https://id.example.org", origin=ORIGIN)
    assert (
        "Set oidc_issuer, oidc_client_id and oidc_secret_file"
        in looked(world, entrance.SSO).sentence
    )
    say(world.node, oidc_client_id="tutela", oidc_secret_file=secret)
    assert "others may read it" in looked(world, entrance.SSO).sentence
    secret.chmod(0o600)
    found = looked(world, entrance.SSO)
    assert found.good
    assert f"{ORIGIN}/login/sso/back" in found.sentence
    say(world.node, oidc_roles={"desk": ("reviewer", "wizard"), "it": ("administrator",)})
    found = looked(world, entrance.SSO)
    assert not found.good
    assert "the role wizard, which there is not" in found.sentence
    assert "administrator to nobody while oidc_administrators is false" in found.sentence


def test_a_provider_that_does_not_answer_is_said_by_the_doctor(
    world: World, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("words")
    with IdentityProvider() as provider:
        say(
            world.node, oidc_issuer=provider.issuer, oidc_client_id="tutela",
            oidc_secret_file=secret,
        )  # fmt: skip
        [found] = entrance.examine(world.node.settings)
        assert (found.name, found.good) == (entrance.SSO, True)
    say(world.node, oidc_issuer="http://127.0.0.1:9")
    [found] = entrance.examine(world.node.settings)
    assert not found.good
    assert "does not answer as it should" in found.sentence


def test_somebody_who_holds_what_one_person_may_not_is_named(world: World) -> None:
    accounts.add_account(world.node, BOSS, "mira", [Role.REVIEWER])
    with world.node.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE tutela.account SET roles = ARRAY['reviewer', 'administrator']"
        )
    found = looked(world, entrance.ACCOUNTS)
    assert not found.good
    assert found.sentence.startswith("mira is administrator and reviewer: ")


@pytest.mark.parametrize(
    ("left", "good", "alarms", "said"),
    [
        (timedelta(days=25), True, False, "for 25 days"),
        (timedelta(days=20), False, False, "for 20 days"),
        (timedelta(days=6), False, True, "for 6 days"),
        (timedelta(days=-1), False, True, "ran out on"),
    ],
)
def test_a_certificate_is_told_of_three_weeks_before_its_end_and_calls_in_the_last(
    world: World,
    clock: ManualClock,
    tmp_path: Path,
    left: timedelta,
    good: bool,  # noqa: FBT001
    alarms: bool,  # noqa: FBT001
    said: str,
) -> None:
    files = certificate(tmp_path, clock.now() + left - LASTS)
    say(world.node, tls_certificate=files.certificate)
    found = looked(world, entrance.CERTIFICATE)
    assert found.good is good
    assert said in found.sentence
    called = CONDITIONS[Kind.CERTIFICATE_ENDING](world.node, clock.now())
    assert (called is not None) is alarms


def test_a_file_that_is_no_certificate_is_said(world: World, tmp_path: Path) -> None:
    (tmp_path / "not.pem").write_text("words")
    say(world.node, tls_certificate=tmp_path / "not.pem")
    assert "cannot be read" in looked(world, entrance.CERTIFICATE).sentence


def test_behind_a_proxy_the_doctor_reads_the_certificate_at_the_address(
    node: Node, tmp_path: Path
) -> None:
    began = datetime.now(UTC) - LASTS + timedelta(days=10)
    files = certificate(tmp_path, began, address="127.0.0.1")
    door = door_of(node, origin=ORIGIN, tls_certificate=files.certificate, tls_key=files.key)
    with running(door) as where:
        at = f"https://localhost:{where[1]}"
        settings = node.settings.model_copy(update={"origin": at})
        [found] = entrance.examine(settings)
        assert not found.good
        assert f"of {at} lasts until" in found.sentence
    [found] = entrance.examine(settings)
    assert "cannot be reached from here" in found.sentence


def test_what_answers_without_tls_is_said_and_no_traceback(node: Node) -> None:
    with running(door_of(node)) as where:
        settings = node.settings.model_copy(update={"origin": f"https://localhost:{where[1]}"})
        [found] = entrance.examine(settings)
    assert not found.good
    assert issubclass(ssl.SSLError, OSError)
