"""Single sign-on against a provider that is right, wrong, slow, huge or gone."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.simulators.identity import DISCOVERY, HUGE, EcKey, IdentityProvider, RsaKey

from tutela.platform.accounts import granting, opening, service, sessions
from tutela.platform.accounts import steps as login_steps
from tutela.platform.accounts.errors import GrantToSelf, LastAdministrator, RolesApart, SessionEnded
from tutela.platform.accounts.factors.errors import StepEnded
from tutela.platform.accounts.model import Halfway, Session
from tutela.platform.accounts.sso import fetching, linking, signing
from tutela.platform.accounts.sso.asking import Answer
from tutela.platform.accounts.sso.errors import (
    LinkInvalid,
    LinkMapped,
    LinkTaken,
    SsoAway,
    SsoNotLinked,
    SsoOff,
    SsoRefused,
    SsoSecretUnreadable,
    SsoUnknown,
    SsoWeak,
)
from tutela.platform.accounts.sso.provider import Directory
from tutela.platform.actor import operator
from tutela.platform.alerts import store as alerts
from tutela.platform.alerts.model import Wishes
from tutela.platform.errors import Forbidden
from tutela.platform.permissions import Permission, Role
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.accounts.conftest import People

    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node

HERE = "192.0.2.7"
BOSS = operator("console")
MAIL = "mira@example.org"


@dataclass
class Desk:
    """A node that offers single sign-on, and its provider."""

    node: Node
    provider: IdentityProvider

    def begin(self) -> tuple[Secret, str]:
        begun = signing.set_out(self.node, HERE)
        return begun.token, begun.address

    def goes(self, address: str) -> Answer:
        """The browser goes to the provider; what it comes back with."""
        told = httpx.get(address, trust_env=False)
        assert told.status_code == 302, told.text
        where, query = told.headers["location"].split("?")
        assert where == self.provider.redirect_uri
        return Answer(**{name: values[0] for name, values in parse_qs(query).items()})

    def enters(self) -> Session | Halfway:
        token, address = self.begin()
        return signing.finish(self.node, token, self.goes(address), HERE)

    def session(self) -> Session:
        entered = self.enters()
        assert isinstance(entered, Session)
        return entered

    def with_(self, **settings: Any) -> Desk:
        changed = self.node.settings.model_copy(update=settings)
        return Desk(replace(self.node, settings=changed), self.provider)

    def add(self, name: str, *roles: str) -> str:
        wanted = roles or (Role.REVIEWER,)
        service.add_account(self.node, BOSS, name, wanted, Secret("nine lives of a quiet cat"))
        return name


@pytest.fixture
def provider(clock: ManualClock) -> Iterator[IdentityProvider]:
    with IdentityProvider() as one:
        one.clock = clock.now
        yield one


@pytest.fixture
def desk(node: Node, provider: IdentityProvider, tmp_path: Path) -> Desk:
    secret = tmp_path / "oidc.secret"
    secret.touch(mode=0o600)
    secret.write_text(provider.client_secret + "\n")
    provider.redirect_uri = "http://localhost:8321/login/sso/back"
    return Desk(node, provider).with_(
        oidc_issuer=provider.issuer, oidc_client_id=provider.client_id, oidc_secret_file=secret
    )


@pytest.fixture
def mira(desk: Desk) -> str:
    """The name of a reviewer whom the provider knows as its subject."""
    desk.add("mira")
    linking.link(desk.node, BOSS, "mira", subject=desk.provider.subject)
    return "mira"


def test_somebody_linked_comes_in_by_the_providers_word(desk: Desk, mira: str) -> None:
    session = desk.session()
    assert session.actor.name == mira
    assert sessions.resume(desk.node, session.token).actor.may(Permission.CASE_DECIDE)
    [asked] = desk.provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"].split()[0] == "openid"
    assert "client_secret" not in asked
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


@pytest.mark.parametrize("key", [RsaKey, EcKey])
def test_keys_of_both_kinds_hold_and_may_be_changed_at_any_time(
    desk: Desk, mira: str, monkeypatch: pytest.MonkeyPatch, key: type[RsaKey | EcKey]
) -> None:
    monkeypatch.setattr("tutela.platform.accounts.sso.provider.ASKED_AGAIN", 0.0)
    assert desk.session()
    desk.provider.rotate(key())
    assert desk.session()
    assert desk.provider.requests.count("/keys") == 2


def test_made_up_keys_do_not_keep_the_provider_busy(
    desk: Desk, mira: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela.platform.accounts.sso.provider.ASKED_AGAIN", 600.0)
    assert desk.session()
    desk.provider.bad.header = {"kid": "made-up"}
    for _ in range(3):
        with pytest.raises(SsoRefused):
            desk.enters()
    assert desk.provider.requests.count("/keys") == 1


def part(token: str, at: int, **changed: Any) -> str:
    """The token with a part changed, and not signed anew."""
    parts = token.split(".")
    found = json.loads(base64.urlsafe_b64decode(parts[at] + "=="))
    parts[at] = base64.urlsafe_b64encode(json.dumps(found | changed).encode()).decode().rstrip("=")
    return ".".join(parts)


def unsigned(token: str) -> str:
    return part(token, 0, alg="none").rpartition(".")[0] + "."


def by_secret(token: str) -> str:
    return part(token, 0, alg="HS256")


LIES: dict[str, Any] = {
    "another nonce": {"claims": {"nonce": "other"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "issuers": {"claims": {"iss": ["https://evil.example"]}},
    "another audience": {"claims": {"aud": "somebody-else"}},
    "two audiences": {"claims": {"aud": ["tutela-node", "somebody-else"], "azp": "tutela-node"}},
    "another party": {"claims": {"azp": "somebody-else"}},
    "no audience": {"claims": {"aud": None}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is no text": {"claims": {"sub": 7}},
    "a long subject": {"claims": {"sub": "x" * 256}},
    "a subject with a zero": {"claims": {"sub": "subject-1\0"}},
    "no end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "soon"}},
    "out of date": {"claims": {"exp": 1}},
    "from the future": {"claims": {"iat": 4_000_000_000}},
    "not valid yet": {"claims": {"nbf": 4_000_000_000}},
    "made long ago": {"claims": {"iat": 1}},
    "a boundless number": {"claims": {"iat": 1e400}},
    "of another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "ways that are no list": {"claims": {"amr": "mfa"}},
    "unsigned": {"signed": unsigned},
    "signed by a shared secret": {"signed": by_secret},
    "another subject than was signed": {"signed": lambda token: part(token, 1, sub="boss")},
    "a key in the header": {"header": {"jwk": {"kty": "oct", "k": "AAAA"}, "kid": None}},
    "an extension that must be understood": {"header": {"crit": ["exp"]}},
    "no token": {"documents": {"/token": {"id_token": None}}},
    "a number for a token": {"documents": {"/token": {"id_token": 7}}},
    "two parts": {"signed": lambda token: token.rpartition(".")[0]},
    "letters": {"signed": lambda _: "a.b.c"},
    "no ascii": {"signed": lambda _: "ä.ö.ü"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_hold_opens_nothing(
    desk: Desk, mira: str, people: People, lie: str
) -> None:
    for name, value in LIES[lie].items():
        setattr(desk.provider.bad, name, value)
    with pytest.raises((SsoRefused, SsoUnknown)):
        desk.enters()
    assert people.events("session:open") == []
    [row] = people.events("session:refuse")
    assert row.facts["method"] == "single sign-on"


ROWS: dict[str, dict[str, Any]] = {
    "another issuer": {"documents": {DISCOVERY: {"issuer": "https://evil.example"}}},
    "no issuer": {"documents": {DISCOVERY: {"issuer": None}}},
    "an address in the clear": {"documents": {DISCOVERY: {"token_endpoint": "http://192.0.2.1/"}}},
    "a file": {"documents": {DISCOVERY: {"jwks_uri": "file:///etc/passwd"}}},
    "no address": {"documents": {DISCOVERY: {"authorization_endpoint": 7}}},
    "a name and a password": {
        "documents": {DISCOVERY: {"token_endpoint": "https://a:b@example.org/"}}
    },
    "another place": {"status": {DISCOVERY: 302}},
    "a fault": {"status": {DISCOVERY: 500}},
    "no JSON": {"raw": {DISCOVERY: b"<html>"}},
    "no object": {"raw": {DISCOVERY: b"[]"}},
    "depth": {"raw": {DISCOVERY: b"[" * 100_000}},
    "too much": {"raw": {DISCOVERY: b" " * HUGE}},
    "keys elsewhere": {"status": {"/keys": 302}},
    "no keys": {"documents": {"/keys": {"keys": None}}},
    "silence": {"slow": {DISCOVERY}},
}


@pytest.mark.parametrize("row", ROWS)
def test_a_provider_that_cannot_be_believed_is_away(
    desk: Desk, mira: str, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 2.0)
    for name, value in ROWS[row].items():
        setattr(desk.provider.bad, name, value)
    with pytest.raises(SsoAway):
        desk.enters()


@pytest.mark.parametrize(
    "bad",
    [
        {"status": {"/token": 302}},
        {"status": {"/token": 503}},
        {"raw": {"/token": b"no JSON"}},
        {"raw": {"/token": b"{" + b" " * HUGE}},
        {"slow": {"/token"}},
    ],
    ids=["elsewhere", "fault", "no JSON", "huge", "slow"],
)
def test_a_token_endpoint_that_fails_uses_the_step_up(
    desk: Desk, mira: str, monkeypatch: pytest.MonkeyPatch, bad: dict[str, Any]
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 2.0)
    token, address = desk.begin()
    answer = desk.goes(address)
    for name, value in bad.items():
        setattr(desk.provider.bad, name, value)
    with pytest.raises(SsoAway):
        signing.finish(desk.node, token, answer, HERE)
    with pytest.raises(StepEnded):
        signing.finish(desk.node, token, answer, HERE)


def test_an_answer_holds_once_and_in_its_own_browser_only(desk: Desk, mira: str) -> None:
    token, address = desk.begin()
    answer = desk.goes(address)
    other, _ = desk.begin()
    with pytest.raises(SsoRefused):
        signing.finish(desk.node, other, answer, HERE)
    assert isinstance(signing.finish(desk.node, token, answer, HERE), Session)
    for again in (token, other, Secret(""), Secret("x" * 5000), Secret("\udc80")):
        with pytest.raises(StepEnded):
            signing.finish(desk.node, again, answer, HERE)


def test_a_code_is_redeemed_once_and_with_its_own_verifier_only(desk: Desk, mira: str) -> None:
    token, address = desk.begin()
    answer = desk.goes(address)
    other, elsewhere = desk.begin()
    theirs = desk.goes(elsewhere)
    with pytest.raises(SsoRefused):
        signing.finish(desk.node, other, replace(theirs, code=answer.code), HERE)
    with pytest.raises(SsoRefused):
        signing.finish(desk.node, token, answer, HERE)


def test_a_step_ends_by_itself(desk: Desk, mira: str, clock: ManualClock) -> None:
    token, address = desk.begin()
    answer = desk.goes(address)
    clock.advance(login_steps.LASTS)
    with pytest.raises(StepEnded):
        signing.finish(desk.node, token, answer, HERE)


@pytest.mark.parametrize(
    "change",
    [
        {"state": ""}, {"state": "x"}, {"state": "ä"}, {"code": ""}, {"code": "x" * 5000},
        {"code": "made-up"}, {"iss": ""}, {"iss": "https://evil.example"},
        {"error": "access_denied"}, {"error": "<script>"},
    ],
)  # fmt: skip
def test_an_answer_that_was_changed_opens_nothing(
    desk: Desk, mira: str, change: dict[str, str]
) -> None:
    token, address = desk.begin()
    with pytest.raises(SsoRefused):
        signing.finish(desk.node, token, replace(desk.goes(address), **change), HERE)


def test_a_wrong_secret_a_wrong_way_back_and_a_missing_challenge_are_refused(desk: Desk) -> None:
    _, address = desk.begin()
    for name in ("client_id", "redirect_uri"):
        wrong = address.replace(f"{name}=", f"{name}=x")
        assert httpx.get(wrong, trust_env=False).status_code == 400
    bare = address.replace("code_challenge_method", "x")
    assert "error=invalid_request" in httpx.get(bare, trust_env=False).headers["location"]
    desk.provider.client_secret = "another"
    with pytest.raises(SsoRefused):
        desk.enters()


def test_a_second_factor_is_asked_unless_the_operator_named_the_providers_word(
    desk: Desk, mira: str
) -> None:
    strict = desk.with_(second_factor="required")
    desk.provider.about = {"amr": ["pwd", "mfa"], "acr": "gold"}
    assert strict.session().must_enrol
    for word in ("mfa", "gold"):
        trusting = desk.with_(second_factor="required", oidc_strong=(word,))
        session = trusting.session()
        assert not session.must_enrol
        assert not sessions.resume(trusting.node, session.token).must_enrol
    assert desk.with_(second_factor="required", oidc_strong=("hwk",)).session().must_enrol


def test_a_level_and_a_fresh_proof_are_asked_for_and_must_be_vouched_for(
    desk: Desk, mira: str, clock: ManualClock
) -> None:
    gold = desk.with_(oidc_acr="gold", oidc_max_age_minutes=5)
    for about in ({}, {"acr": "silver"}, {"acr": ["gold"]}):
        desk.provider.about = about
        with pytest.raises(SsoWeak):
            gold.enters()
    desk.provider.about = {"acr": "gold"}
    assert gold.session()
    asked = desk.provider.asked[-1]
    assert (asked["acr_values"], asked["max_age"]) == ("gold", "300")
    old = int((clock.now() - timedelta(minutes=7)).timestamp())
    for proven_at in (old, None, "now"):
        desk.provider.bad.claims = {"auth_time": proven_at}
        with pytest.raises((SsoWeak, SsoRefused)):
            gold.enters()


def test_who_is_not_linked_stays_out_and_is_made_no_account(desk: Desk, people: People) -> None:
    desk.provider.about = {"email": MAIL, "email_verified": True, "groups": ["everybody"]}
    with pytest.raises(SsoUnknown):
        desk.enters()
    assert service.list_accounts(desk.node, BOSS) == []
    assert len(people.events("session:refuse")) == 1


def test_a_disabled_account_stays_out(desk: Desk, mira: str) -> None:
    service.disable_account(desk.node, BOSS, mira)
    with pytest.raises(SsoUnknown):
        desk.enters()


def test_an_ended_link_ends_the_sessions_and_stays_out(desk: Desk, mira: str) -> None:
    session = desk.session()
    with desk.node.work(BOSS, purpose="be halfway in") as work:
        step = login_steps.issue(work, login_steps.Kind.PASSWORD_PROVEN, session.account_id)
    assert opening.halfway(desk.node, step).name == mira
    assert linking.unlink(desk.node, BOSS, mira, reason="left") == 1
    with pytest.raises(SessionEnded):
        sessions.resume(desk.node, session.token)
    with pytest.raises(StepEnded):
        opening.halfway(desk.node, step)
    with pytest.raises(SsoUnknown):
        desk.enters()
    assert linking.unlink(desk.node, BOSS, mira) == 0


def test_an_address_links_whom_the_provider_verified_it_for_and_then_only_them(
    desk: Desk, people: People
) -> None:
    desk.add("mira")
    linking.link(desk.node, BOSS, "mira", email="Mira@Example.org")
    for about in (
        {"email": MAIL},
        {"email": MAIL, "email_verified": False},
        {"email": MAIL, "email_verified": "true"},
        {"email": "other@example.org", "email_verified": True},
        {"email": [MAIL], "email_verified": True},
    ):
        desk.provider.about = about
        with pytest.raises(SsoUnknown):
            desk.enters()
    desk.provider.about = {"email": MAIL, "email_verified": True}
    assert desk.session().actor.name == "mira"
    desk.provider.about = {}
    assert desk.session().actor.name == "mira"
    desk.provider.subject = "subject-2"
    desk.provider.about = {"email": MAIL, "email_verified": True}
    with pytest.raises(SsoUnknown):
        desk.enters()
    logged = json.dumps([dict(row.facts) for row in people.events("account:link")])
    assert MAIL not in logged
    assert "subject-1" not in logged


def test_one_subject_opens_one_account_and_nobody_links_their_own(desk: Desk, mira: str) -> None:
    desk.add("jonas")
    with pytest.raises(LinkTaken):
        linking.link(desk.node, BOSS, "jonas", subject=desk.provider.subject)
    desk.add("ada", Role.ADMINISTRATOR)
    ada = opening.by_password(desk.node, "ada", Secret("nine lives of a quiet cat"), HERE)
    assert isinstance(ada, Session)
    with pytest.raises(GrantToSelf):
        linking.link(desk.node, ada.actor, "ada", subject="mine")
    with pytest.raises(Forbidden):
        linking.link(desk.node, desk.session().actor, "jonas", subject="mine")
    for given in ({}, {"subject": "a", "email": MAIL}, {"subject": "a b"}, {"email": "nobody"},
                  {"subject": "x" * 256}, {"subject": "\0"}):  # fmt: skip
        with pytest.raises(LinkInvalid):
            linking.link(desk.node, BOSS, "jonas", **given)


def test_groups_make_accounts_only_where_they_are_mapped(desk: Desk) -> None:
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,), "it": (Role.ADMINISTRATOR,)})
    for groups in (None, [], ["others"], "desk", [["desk"]], ["it"]):
        desk.provider.about = {"groups": groups}
        with pytest.raises(SsoUnknown):
            mapped.enters()
    desk.provider.about = {"groups": ["desk", "it", "others"], "preferred_username": "Mira@x.org"}
    actor = mapped.session().actor
    assert (actor.name, actor.may(Permission.CASE_DECIDE)) == ("mira", True)
    assert not actor.may(Permission.ACCOUNT_MANAGE)


def test_nobody_gets_a_second_account_by_losing_the_link_of_the_first(desk: Desk) -> None:
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,)})
    desk.provider.about["groups"] = ["desk"]
    first = mapped.session()
    with pytest.raises(LinkMapped):
        linking.unlink(mapped.node, BOSS, first.actor.name)
    assert mapped.session().account_id == first.account_id
    service.disable_account(mapped.node, BOSS, first.actor.name)
    with pytest.raises(SsoUnknown):
        mapped.enters()


def test_a_mapped_account_follows_its_groups_and_a_linked_one_does_not(
    desk: Desk, people: People
) -> None:
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,), "seniors": (Role.SENIOR,)})
    desk.provider.about = {"groups": ["desk"]}
    first = mapped.session()
    desk.provider.about = {"groups": ["seniors"]}
    assert mapped.session().actor.may(Permission.CASE_REVERSE)
    assert sessions.resume(mapped.node, first.token).actor.may(Permission.CASE_REVERSE)
    desk.provider.about = {"groups": []}
    with pytest.raises(SsoUnknown):
        mapped.enters()
    assert len(service.list_accounts(desk.node, BOSS)) == 1
    assert len(people.events("account:grant")) == 1


def test_groups_give_the_node_to_somebody_only_where_that_was_said_apart(desk: Desk) -> None:
    table = {"it": (Role.ADMINISTRATOR,), "desk": (Role.REVIEWER,), "gone": ("no-such-role",)}
    trusting = desk.with_(oidc_roles=table, oidc_administrators=True)
    desk.provider.about = {"groups": ["it", "gone"]}
    assert trusting.session().actor.may(Permission.ACCOUNT_MANAGE)
    desk.provider.about = {"groups": ["it", "desk"]}
    with pytest.raises(RolesApart):
        trusting.enters()
    desk.provider.about = {"groups": ["desk"]}
    with pytest.raises(LastAdministrator):
        trusting.enters()


def test_a_name_that_is_taken_or_cannot_be_one_gets_a_mark(desk: Desk) -> None:
    desk.add("mira")
    linking.link(desk.node, BOSS, "mira", subject="another-mira")
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,)})
    desk.provider.about = {"groups": ["desk"], "preferred_username": "mira"}
    assert mapped.session().actor.name.startswith("mira-")
    desk.provider.subject = "subject-2"
    desk.provider.about = {"groups": ["desk"], "preferred_username": "1\0<script>"}
    assert mapped.session().actor.name.startswith("person-")
    granting.set_roles(desk.node, BOSS, "mira", [Role.SENIOR])


@pytest.mark.parametrize(
    "about",
    [
        {"preferred_username": "mira"},
        {"preferred_username": "Mira@another.org"},
        {"email": MAIL, "email_verified": True, "preferred_username": "m.kowalska"},
        {"email": "M.Kowalska@Example.org", "email_verified": True},
    ],
)
def test_groups_make_no_second_account_for_somebody_who_may_have_one_by_hand(
    desk: Desk, about: dict[str, Any]
) -> None:
    """Else one person would be two to four eyes."""
    desk.add("mira")
    tell_at(desk, "mira", "m.kowalska@example.org")
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,)})
    desk.provider.about = {"groups": ["desk"], **about}
    with pytest.raises(SsoNotLinked, match=f"--subject {desk.provider.subject}"):
        mapped.enters()
    assert [one.name for one in service.list_accounts(desk.node, BOSS)] == ["mira"]
    linking.link(mapped.node, BOSS, "mira", subject=desk.provider.subject)
    assert mapped.session().actor.name == "mira"


@pytest.mark.parametrize(
    "about",
    [
        # What the provider has not verified may be anybody's.
        {"email": "m.kowalska@example.org", "email_verified": False},
        {"preferred_username": "jonas"},
    ],
)
def test_groups_make_an_account_for_whoever_is_like_nobody_here(
    desk: Desk, about: dict[str, Any]
) -> None:
    desk.add("mira")
    tell_at(desk, "mira", "m.kowalska@example.org")
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,)})
    desk.provider.about = {"groups": ["desk"], **about}
    assert mapped.session().actor.name != "mira"


def test_whoever_was_disabled_gets_no_new_account_by_their_groups(desk: Desk) -> None:
    desk.add("boss", Role.ADMINISTRATOR)
    desk.add("mira")
    service.disable_account(desk.node, BOSS, "mira")
    mapped = desk.with_(oidc_roles={"desk": (Role.REVIEWER,)})
    desk.provider.about = {"groups": ["desk"], "preferred_username": "mira"}
    with pytest.raises(SsoNotLinked):
        mapped.enters()


def tell_at(desk: Desk, name: str, address: str) -> None:
    """Gives an account an address for its alerts."""
    [one] = [one for one in service.list_accounts(desk.node, BOSS) if one.name == name]
    with desk.node.transaction() as connection:
        alerts.write_wishes(connection, one.id, Wishes(address))


def test_without_its_settings_or_with_a_secret_others_may_read_there_is_none(
    desk: Desk, tmp_path: Path
) -> None:
    for gone in ("oidc_issuer", "oidc_client_id", "oidc_secret_file"):
        with pytest.raises(SsoOff):
            signing.set_out(desk.with_(**{gone: None}).node, HERE)
    readable, empty = tmp_path / "readable", tmp_path / "empty"
    readable.write_text("secret")
    readable.chmod(0o644)
    empty.touch(mode=0o600)
    for path in (readable, empty, tmp_path / "nowhere", tmp_path):
        with pytest.raises(SsoSecretUnreadable):
            signing.set_out(desk.with_(oidc_secret_file=path).node, HERE)


def test_a_source_has_only_so_many_steps_and_takes_none_from_others(
    desk: Desk, mira: str, clock: ManualClock
) -> None:
    first, address = desk.begin()
    other = signing.set_out(desk.node, "198.51.100.7")
    for _ in range(login_steps.MOST_OF_A_SOURCE):
        clock.advance(timedelta(seconds=1))
        desk.begin()
    with pytest.raises(StepEnded):
        signing.finish(desk.node, first, desk.goes(address), HERE)
    theirs = signing.finish(desk.node, other.token, desk.goes(other.address), "198.51.100.7")
    assert isinstance(theirs, Session)


def test_what_is_known_of_a_provider_is_read_anew_after_an_hour(provider: IdentityProvider) -> None:
    now = [0.0]
    known = Directory(provider.issuer, lambda: now[0])
    for seconds in (0.0, 3599.0, 3600.0):
        now[0] = seconds
        assert known.provider().issuer == provider.issuer
    assert provider.requests.count(DISCOVERY) == 2


def test_nobody_waits_for_a_provider_that_was_away_a_moment_ago(provider: IdentityProvider) -> None:
    now = [0.0]
    known = Directory(provider.issuer, lambda: now[0])
    provider.bad.status = {DISCOVERY: 500}
    for seconds in (0.0, 1.0, 4.9):
        now[0] = seconds
        with pytest.raises(SsoAway):
            known.provider()
    assert provider.requests.count(DISCOVERY) == 1
    provider.bad.status = {}
    now[0] = 5.0
    assert known.provider().issuer == provider.issuer


def test_one_caller_alone_finds_out_whether_a_provider_is_back(provider: IdentityProvider) -> None:
    now = [0.0]
    known = Directory(provider.issuer, lambda: now[0])
    provider.bad.status = {DISCOVERY: 500}
    with pytest.raises(SsoAway):
        known.provider()
    now[0] = 5.0
    provider.bad.slow = {DISCOVERY}
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(known.provider)
        while provider.requests.count(DISCOVERY) == 1:
            assert not first.done()
        with pytest.raises(SsoAway, match="a few seconds ago"):
            known.provider()
        assert not first.done()  # the other still waits for it
        provider.released.set()
        with pytest.raises(SsoAway):
            first.result()


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://id.example.org/token", True), ("http://127.0.0.1:8080/token", True),
        ("http://localhost/token", True), ("http://id.example.org/token", False),
        ("http://127.0.0.1.evil.example/", False), ("https://", False), ("https:///x", False),
        ("https://a@b/", False), ("https://x:99999/", False), ("ftp://x/", False), ("", False),
        ("https://x/#y", False), ("https://x/\n", False), ("https://ä/", False), (None, False),
    ],
)  # fmt: skip
def test_only_addresses_over_tls_or_of_this_machine_are_spoken_to(
    url: object,
    is_safe: bool,  # noqa: FBT001
) -> None:
    assert fetching.safe(url) == is_safe


def test_the_address_asks_for_nothing_that_was_not_meant(desk: Desk) -> None:
    _, address = desk.begin()
    query = parse_qs(urlsplit(address).query)
    assert set(query) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip
