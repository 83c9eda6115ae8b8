"""Which acts wait for a second person, and which do not: the closed list, act by act."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.integration.approvals.conftest import LOOSER, House
from tests.world import BOSS, FORUM, UPLOADS

from tutela import assembly
from tutela.detection import technologies
from tutela.law.model import SurfaceKind
from tutela.law.places import MEMBER_STATES
from tutela.platform.accounts import api_keys, granting, roles
from tutela.platform.accounts import service as accounts
from tutela.platform.accounts.errors import AccountExists
from tutela.platform.approvals import answering, listing
from tutela.platform.approvals.acts import RULE, TERMS
from tutela.platform.approvals.errors import (
    AskingReasonMissing,
    GainsByIt,
    MadeAlone,
    RequestStale,
    RequestWaits,
)
from tutela.platform.approvals.gaining import GAINERS
from tutela.platform.approvals.model import Act, State
from tutela.platform.permissions import Permission, Role
from tutela.platform.services import weakening
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.services.service import declare_service, declare_surface
from tutela.platform.webhooks import service as webhooks

if TYPE_CHECKING:
    from tutela.platform.clock import ManualClock
    from tutela.platform.node import Node
    from tutela.platform.secret import Secret

MILD = Policy(Retention.UNTIL_RECEIPT, "Article 3(1)(h)", SecondPerson.NEAR, 48, "a1-b2")
# For every rule of a policy: one at least as strict as MILD, and one that is weaker there.
CHANGES = {
    "retention": (Policy(second_person=MILD.second_person, hold_hours=48), Retention.STATUTORY),
    "retention_basis": (MILD, "Article 6"),
    "second_person": (replace(MILD, second_person=SecondPerson.ALWAYS), SecondPerson.NEVER),
    "hold_hours": (replace(MILD, hold_hours=12), 72),
    "scheme": (MILD, "interpol-baseline"),
    "territory": (MILD, ("DE", "FR")),
}


def test_every_act_says_why_and_is_carried_out_or_permitted() -> None:
    assert set(TERMS) == set(Act)
    doers = assembly.doers()
    assert set(doers) == {act for act, terms in TERMS.items() if not terms.permits}
    for terms in TERMS.values():
        assert terms.why.endswith(".")
        assert not terms.title.endswith(".")
    assert RULE.count(".") == 1


def test_every_field_of_a_policy_has_a_rule_or_guards_nobody() -> None:
    assert not weakening.HARMLESS & set(weakening.RULES)
    assert weakening.HARMLESS | set(weakening.RULES) == {one.name for one in fields(Policy)}
    assert set(CHANGES) == set(weakening.RULES)
    assert weakening.weakened(MILD, replace(MILD, language="de")) == ()


def test_what_acts_in_more_places_is_not_weaker_and_in_others_is() -> None:
    somewhere = replace(MILD, territory=("DE", "FR"))
    for wider in ((), ("DE", "FR", "IT")):
        assert weakening.weakened(somewhere, replace(MILD, territory=wider)) == ()
    for other in (("DE",), ("DE", "IT")):
        [said] = weakening.weakened(somewhere, replace(MILD, territory=other))
        assert said == f"Where a restriction acts: DE,FR becomes {','.join(other)}."
    [said] = weakening.weakened(MILD, replace(MILD, territory=tuple(sorted(MEMBER_STATES))))
    assert said == "Where a restriction acts: everywhere it is offered becomes EU."


@pytest.mark.parametrize("name", CHANGES)
def test_what_strengthens_is_done_and_what_weakens_waits(house: House, name: str) -> None:
    good, weaker = CHANGES[name]
    house.sets(MILD)
    declare_service(house.node, BOSS, FORUM, title="Forum", policy=good)
    assert house.policy() == good
    house.sets(MILD)
    bad = Policy(**asdict(MILD) | {name: weaker})
    asked = house.loosens(policy=bad)
    assert house.policy() == MILD
    house.approve(asked)
    assert house.policy() == bad


def test_without_a_reason_nothing_is_asked(house: House) -> None:
    with pytest.raises(AskingReasonMissing, match="hold, in hours: 72 becomes 200"):
        declare_service(house.node, BOSS, FORUM, title="Forum", policy=LOOSER)
    assert house.events("request:ask") == []


def test_the_same_wish_again_is_the_same_request_and_another_one_waits(house: House) -> None:
    asked = house.loosens()
    assert house.loosens() == asked
    for by, policy in (("chief", LOOSER), ("boss", replace(LOOSER, hold_hours=300))):
        with pytest.raises(RequestWaits, match=str(asked)):
            declare_service(
                house.node, house.now(by), FORUM, title="Forum", policy=policy, reason="too"
            )


def test_nothing_is_weakened_where_nothing_was_ever_scanned(house: House) -> None:
    declare_service(house.node, BOSS, "fresh", title="Fresh", policy=Policy())
    declare_service(house.node, BOSS, "fresh", title="Fresh", policy=LOOSER)
    webhooks.set_webhook(house.node, BOSS, "fresh", "https://one.example/in")
    webhooks.set_webhook(house.node, BOSS, "fresh", "https://two.example/in")
    assert house.events("request:ask") == []


def test_a_node_that_never_scanned_takes_people_at_once(node: Node) -> None:
    accounts.add_account(node, BOSS, "sara", [Role.SENIOR])


def test_a_new_person_needs_a_permit_that_fits_and_is_used_once(house: House) -> None:
    def add(role: Role = Role.SENIOR) -> Secret | None:
        return accounts.add_account(house.node, BOSS, "nina", [role], reason="grows")

    asked = house.asks(add)
    assert house.approve(asked).state is State.PERMITTED
    other = house.asks(lambda: add(Role.ADMINISTRATOR))
    assert other != asked
    assert add() is not None
    assert house.request(asked).state is State.DONE
    assert house.now("nina").may(Permission.CASE_DECIDE)
    [made] = [one for one in house.events("account:add") if one.subject_id == house.now("nina").id]
    assert made.facts["request"] == str(asked)
    with pytest.raises(AccountExists):
        add()


def test_a_permit_is_for_who_asked(house: House) -> None:
    asked = house.asks(
        lambda: accounts.add_account(
            house.node, house.now("boss"), "nina", [Role.SENIOR], reason="grows"
        )
    )
    house.approve(asked)
    with pytest.raises(RequestWaits):
        accounts.add_account(house.node, house.now("chief"), "nina", [Role.SENIOR], reason="me too")


def test_a_key_waits_only_where_it_may_more_than_keys_before(house: House) -> None:
    narrow = [Permission.SCAN]
    first = api_keys.create_key(house.node, BOSS, FORUM, "uploader", scopes=narrow)
    assert first.reveal()
    api_keys.revoke_key(house.node, BOSS, api_keys.public_id_of(first.reveal()) or "")
    assert api_keys.create_key(house.node, BOSS, FORUM, "uploader", scopes=narrow)
    wide = [Permission.SCAN, Permission.MATCH]

    def widen() -> Secret:
        return api_keys.create_key(house.node, BOSS, FORUM, "more", scopes=wide, reason="matching")

    asked = house.asks(widen)
    assert "detect:signal:match" in " ".join(house.request(asked).asked.changes)
    house.approve(asked)
    assert widen().reveal()


def test_another_address_for_messages_waits_and_a_new_secret_does_not(house: House) -> None:
    one, two = "https://one.example/secret-path", "https://two.example/other-path"
    webhooks.set_webhook(house.node, BOSS, FORUM, one)
    webhooks.set_webhook(house.node, BOSS, FORUM, one)

    def move() -> Secret:
        return webhooks.set_webhook(house.node, BOSS, FORUM, two, reason="we moved")

    asked = house.asks(move)
    shown = house.request(asked).asked
    assert "two.example" in shown.changes[0]
    assert "other-path" not in repr(shown)
    house.approve(asked)
    assert move().reveal()
    [*_, last] = house.events("webhook:set")
    assert last.facts["request"] == str(asked)


def test_the_first_address_is_free_until_there_are_messages_that_it_would_get(
    house: House,
) -> None:
    declare_service(house.node, BOSS, "chat", title="Chat", policy=Policy())
    house.use("chat")
    webhooks.set_webhook(house.node, BOSS, "chat", "https://chat.example.org/in")
    with house.node.work(BOSS, purpose="test") as work:
        webhooks.send(work, FORUM, "item.hold", {"id": "photo-7"})

    def first() -> Secret:
        return webhooks.set_webhook(
            house.node, BOSS, FORUM, "https://a.example.org/in", reason="at last"
        )

    house.approve(house.asks(first))
    assert first().reveal()
    assert len(house.events("webhook:set")) == 2


def test_more_rights_need_a_permit_and_fewer_do_not(house: House) -> None:
    granting.set_roles(house.node, BOSS, "sara", [Role.REVIEWER])

    def give() -> object:
        return granting.set_roles(house.node, BOSS, "sara", [Role.SENIOR], reason="back again")

    asked = house.asks(give)
    assert not house.now("sara").may(Permission.CASE_REVERSE)
    house.approve(asked, by="berta")
    give()
    assert house.now("sara").may(Permission.CASE_REVERSE)


def test_every_act_says_who_gains_by_it() -> None:
    assert set(GAINERS) == set(Act)


def test_whoever_gets_roles_does_not_agree_to_them(house: House) -> None:
    roles.define(house.node, BOSS, "curator", "Edits banks.", [Permission.BANK_EDIT])

    def give() -> object:
        wanted = [Role.SENIOR, "curator"]
        return granting.set_roles(house.node, BOSS, "sara", wanted, reason="holidays")

    asked = house.asks(give)
    assert listing.waiting_for(house.node, house.now("sara")) == 0
    assert listing.waiting_for(house.node, house.now("berta")) == 1
    with pytest.raises(GainsByIt):
        house.approve(asked, by="sara")
    assert house.request(asked).state is State.WAITING
    house.approve(asked, by="berta")
    give()
    assert house.now("sara").may(Permission.BANK_EDIT)


def test_whoever_holds_a_role_does_not_agree_to_more_of_it(house: House) -> None:
    roles.define(house.node, BOSS, "reader", "Reads.", ["law:profile:read"])
    house.sql("UPDATE tutela.account SET roles = ARRAY['senior', 'reader'] WHERE name = 'sara'")
    more = ["law:profile:read", "node:state:read"]

    def widen() -> object:
        return roles.change(house.node, BOSS, "reader", more, reason="needed")

    asked = house.asks(widen)
    with pytest.raises(GainsByIt):
        house.approve(asked, by="sara")
    house.approve(asked, by="berta")
    # Who agreed gets the role before it is used: they would have agreed to their own rights.
    house.sql("UPDATE tutela.account SET roles = ARRAY['senior', 'reader'] WHERE name = 'berta'")
    with pytest.raises(GainsByIt):
        widen()
    house.sql("UPDATE tutela.account SET roles = ARRAY['senior'] WHERE name = 'berta'")
    widen()


def test_a_role_that_somebody_holds_gets_more_by_permit_only(house: House) -> None:
    roles.define(house.node, BOSS, "reader", "Reads.", ["law:profile:read"])
    more = ["law:profile:read", "node:state:read"]
    roles.change(house.node, BOSS, "reader", ["law:profile:read", "report:report:read"])
    house.sql("UPDATE tutela.account SET roles = ARRAY['reader'] WHERE name = 'ada'")

    def widen() -> object:
        return roles.change(house.node, BOSS, "reader", more, reason="needed")

    house.approve(house.asks(widen))
    widen()
    assert house.now("ada").may(Permission.NODE_READ)
    roles.change(house.node, BOSS, "reader", ["law:profile:read"])


@pytest.mark.parametrize("new", [True, False])
def test_a_permit_does_not_fit_a_role_that_grants_more_meanwhile(
    house: House,
    new: bool,  # noqa: FBT001
) -> None:
    roles.define(house.node, BOSS, "reader", "Reads.", ["law:profile:read"])

    def give() -> object:
        if new:
            return accounts.add_account(house.node, BOSS, "nina", ["reader"], reason="grows")
        return granting.set_roles(house.node, BOSS, "mira", ["reviewer", "reader"], reason="helps")

    if not new:
        roles.change(house.node, BOSS, "reader", ["report:outcome:record"])
    asked = house.asks(give)
    house.approve(asked)
    more = ["law:profile:read", "report:outcome:record", "approval:safeguard:approve"]
    roles.change(house.node, BOSS, "reader", more)
    assert house.asks(give) != asked
    assert house.request(asked).state is State.PERMITTED


def test_what_is_switched_on_is_the_record_that_was_agreed_to(house: House) -> None:
    declare_surface(house.node, BOSS, FORUM, UPLOADS, kind=SurfaceKind.HOSTING)
    basis = technologies.Basis("Article 6(1)(f) GDPR", "Terms, section 4", "checked")

    def record(version: str) -> None:
        one = technologies.Record("matching", version, near_hits_hold=version == "2")
        technologies.record(house.node, BOSS, FORUM, one)

    def switch_on() -> object:
        return technologies.activate(
            house.node, BOSS, FORUM, UPLOADS, "matching", basis, reason="agreed"
        )

    record("1")
    asked = house.asks(switch_on)
    assert "matching 1 runs on uploads" in " ".join(house.request(asked).asked.changes)
    record("2")
    with pytest.raises(RequestStale):
        house.approve(asked)
    assert house.events("technology:activate") == []
    answering.decline(house.node, house.now("sara"), asked, reason="another version")
    house.approve(house.asks(switch_on))
    assert len(house.events("technology:activate")) == 1


def test_the_second_person_of_a_node_waits_for_nobody_is_marked_and_counts_after_a_week(
    house: House, clock: ManualClock
) -> None:
    house.sql("UPDATE tutela.account SET disabled_at = now() WHERE name <> 'boss'")
    accounts.add_account(house.node, BOSS, "nina", [Role.SENIOR])
    [made] = house.events("account:add")
    assert made.facts["single_person"] is True
    asked = house.loosens(by=BOSS)
    with pytest.raises(MadeAlone):
        house.approve(asked, by="nina")
    clock.advance(timedelta(days=8))
    house.approve(house.loosens(by=BOSS), by="nina")
    assert house.policy() == LOOSER
