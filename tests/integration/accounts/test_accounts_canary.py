"""What is secret is found nowhere: not in a table, a log line, a message or a `repr`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import structlog
from sqlalchemy import text

from tutela.platform import log
from tutela.platform.accounts import gate, opening, service, signin
from tutela.platform.accounts.api_keys import create_key, list_keys
from tutela.platform.accounts.errors import ApiKeyNotValid, CredentialsRefused, TooManyAttempts
from tutela.platform.accounts.factors import enrolling, totp
from tutela.platform.accounts.factors.errors import CodeRefused
from tutela.platform.accounts.keyring import KeyRing
from tutela.platform.accounts.model import Halfway, Session
from tutela.platform.permissions import Role
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection
    from tests.integration.accounts.conftest import People

    from tutela.platform.clock import ManualClock

CANARY = "canary password that nobody else has"
TYPED_AS_NAME = "canary-typed-into-the-name-field"
ADDRESS = "203.0.113.77"


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Gives what was written since `log.configure`, to the log and anywhere else."""
    yield lambda: "".join(capfd.readouterr())
    structlog.reset_defaults()


def dump(connection: Connection) -> str:
    """Every row of every table, as text."""
    tables = connection.execute(
        text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('tutela', 'jobs')")
    ).all()
    assert len(tables) > 10
    rows = [
        str(row)
        for schema, name in tables
        for row in connection.execute(text(f'SELECT t::text FROM {schema}."{name}" t'))
    ]
    return "\n".join(rows)


def test_no_password_token_or_address_is_found_in_the_database_or_the_log(
    people: People, forum: str, admin_connection: Connection, logged: Callable[[], str]
) -> None:
    log.configure("debug")
    node, said = people.node, []
    service.add_account(node, people.boss, "mira", [Role.REVIEWER], Secret(CANARY))
    generated = service.add_account(node, people.boss, "noor", [Role.AUDITOR])
    assert generated is not None
    session = opening.by_password(node, "mira", Secret(CANARY), ADDRESS)
    assert isinstance(session, Session)
    token = create_key(node, people.boss, forum, "uploader", expires_in_days=1)
    ring = KeyRing(node)
    said += [repr(ring.actor_for(token.reveal())), repr(list_keys(node, people.boss))]
    for name, password in (("mira", CANARY + "x"), (TYPED_AS_NAME, CANARY)):
        with pytest.raises(CredentialsRefused) as refused:
            signin.authenticate(node, name, Secret(password), ADDRESS)
        said.append(repr(refused.value) + str(refused.value))
    with pytest.raises(ApiKeyNotValid) as invalid:
        ring.actor_for(token.reveal()[:-1] + "!")
    caller = gate.caller(node, TYPED_AS_NAME, ADDRESS)
    for _ in range(4):
        gate.admit(node, caller)
    with pytest.raises(TooManyAttempts) as throttled:
        gate.admit(node, caller)
    stop = threading.Event()
    stop.set()
    ring.run(stop)
    said += [repr(session), str(invalid.value), str(throttled.value), dump(admin_connection)]
    said.append(logged())
    secrets = (session.token, session.csrf, token, generated)
    for secret in (CANARY, TYPED_AS_NAME, ADDRESS, *(one.reveal() for one in secrets)):
        assert not any(secret in text_ for text_ in said)


def test_no_secret_or_code_of_a_factor_is_found_in_the_database_or_the_log(
    people: People,
    clock: ManualClock,
    mira: str,
    admin_connection: Connection,
    logged: Callable[[], str],
) -> None:
    log.configure("debug")
    node, said = people.node, []
    session = people.sign_in(mira)
    enrolling.start(node, session)
    enrolment = enrolling.started(node, session)
    code = Secret(totp.code_of(enrolment.secret, totp.step_at(clock.now())))
    sheet = enrolling.confirm(node, session, code, ADDRESS)
    halfway = opening.by_password(node, mira, people.password, ADDRESS)
    assert isinstance(halfway, Halfway)
    with pytest.raises(CodeRefused) as refused:
        opening.by_code(node, halfway.token, code, ADDRESS)
    opening.by_code(node, halfway.token, sheet[0], ADDRESS)
    said += [repr(one) for one in (enrolment, sheet, halfway, refused.value)]
    said += [str(refused.value), dump(admin_connection), logged()]
    secrets = [one.reveal() for one in (enrolment.secret, enrolment.address, halfway.token)]
    secrets += [form for one in sheet for form in (one.reveal(), one.reveal().replace("-", ""))]
    for secret in secrets:
        assert not any(secret in text_ for text_ in said)
