"""Recipients: added on record, never by default, and the same one when they come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.bureau import CYBERTIP, PROVIDER
from tests.world import BOSS, MIRA

from tutela import demonstration
from tutela.platform.errors import Forbidden
from tutela.platform.secret import Secret
from tutela.platform.services.service import NameInvalid
from tutela.reporting import recipients
from tutela.reporting.errors import (
    CredentialsMissing,
    CredentialsUnreadable,
    RecipientExists,
    RecipientInvalid,
    RecipientKindUnknown,
    RecipientUnknown,
    TransferGroundMissing,
)
from tutela.reporting.machine import ReportState
from tutela.reporting.model import Environment
from tutela.reporting.plugin import Credentials
from tutela.reporting.recipients import BY_HAND, NewRecipient

if TYPE_CHECKING:
    from tests.bureau import Bureau
    from tests.simulators.cybertip import CyberTip

    from tutela.platform.node import Node

WORD = "canary-password"
PACK = NewRecipient(
    "police",
    "national-pack",
    Environment.SIMULATOR,
    {"provider": PROVIDER, "member_state": "DE"},
    BY_HAND,
)
TIP = NewRecipient(
    "tip",
    "ncmec-cybertipline",
    Environment.SIMULATOR,
    {"provider": PROVIDER},
    "http://127.0.0.1:9/ispws",
    "Article 49",
    Credentials("esp", Secret(WORD)),
)


def add(node: Node, new: NewRecipient) -> Any:
    return recipients.add(node, BOSS, demonstration.SERVICE, new)


@pytest.mark.parametrize("environment", [Environment.TEST, Environment.PRODUCTION])
def test_a_demo_node_reaches_simulators_only(bureau: Bureau, environment: Environment) -> None:
    with pytest.raises(RecipientInvalid, match="simulators only"):
        add(bureau.node, replace(PACK, environment=environment, address=""))


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (replace(TIP, transfer_ground=" "), TransferGroundMissing),
        (replace(TIP, credentials=None), RecipientInvalid),
        (replace(PACK, credentials=TIP.credentials), RecipientInvalid),
        (replace(TIP, address="https://report.cybertip.org/ispws"), RecipientInvalid),
        (replace(TIP, address="http://user:word@127.0.0.1/"), RecipientInvalid),
        (replace(TIP, address=""), RecipientInvalid),
        (replace(PACK, address="http://127.0.0.1:1/"), RecipientInvalid),
        (replace(PACK, options={"provider": PROVIDER}), RecipientInvalid),
        (replace(PACK, options={**PACK.options, "more": 1}), RecipientInvalid),
        (replace(PACK, kind="pigeon"), RecipientKindUnknown),
        (replace(PACK, name="Not A Name"), NameInvalid),
    ],
)
def test_what_is_not_in_order_is_refused(
    bureau: Bureau, new: NewRecipient, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        add(bureau.node, new)
    assert recipients.list_recipients(bureau.node, MIRA) == []


def test_a_recipient_is_added_once(bureau: Bureau) -> None:
    add(bureau.node, PACK)
    with pytest.raises(RecipientExists):
        add(bureau.node, PACK)
    with pytest.raises(Forbidden):
        recipients.add(bureau.node, MIRA, demonstration.SERVICE, replace(PACK, name="other"))


def test_credentials_are_sealed_and_shown_nowhere(
    bureau: Bureau, capfd: pytest.CaptureFixture[str]
) -> None:
    recipient_id = add(bureau.node, TIP)
    [row] = bureau.rows("SELECT * FROM tutela.recipient")
    [event] = bureau.rows("SELECT * FROM tutela.audit_event WHERE event = 'recipient:add'")
    with bureau.node.read() as connection:
        one = recipients.require(connection, demonstration.SERVICE, "tip")
        known = recipients.credentials(bureau.node, connection, one)
    assert known.password.reveal() == WORD
    assert one.id == recipient_id
    out, err = capfd.readouterr()
    assert WORD not in f"{row}{event}{one}{known}{out}{err}"


def test_credentials_sealed_elsewhere_are_named(bureau: Bureau) -> None:
    add(bureau.node, TIP)
    add(bureau.node, replace(TIP, name="other"))
    with bureau.node.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE tutela.recipient SET sealed_credentials = (SELECT sealed_credentials "
            "FROM tutela.recipient WHERE name = 'tip') WHERE name = 'other'"
        )
    with bureau.node.read() as connection:
        one = recipients.require(connection, demonstration.SERVICE, "other")
        with pytest.raises(CredentialsUnreadable):
            recipients.credentials(bureau.node, connection, one)


def test_an_ended_recipient_forgets_its_password_and_gets_no_drafts(filing: Bureau) -> None:
    recipients.end(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)
    filing.confirmed()
    assert filing.reports() == []
    [row] = filing.rows("SELECT sealed_credentials FROM tutela.recipient")
    assert row.sealed_credentials is None
    with pytest.raises(RecipientUnknown):
        recipients.end(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)


def test_one_that_comes_back_is_the_same_recipient(filing: Bureau, service: CyberTip) -> None:
    filing.sent()
    recipients.end(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)
    filing.add_cybertip()
    filing.confirmed()
    [later] = filing.reports(ReportState.DRAFT)
    filing.send(later.row.id)
    filing.run_jobs()
    assert b"<priorCTReports>" in service.finished[1].xml


def test_a_new_password_is_a_change_of_the_same_recipient(
    filing: Bureau, service: CyberTip
) -> None:
    service.revoke("another word")
    report_id = filing.sent()
    assert filing.state(report_id) is ReportState.QUEUED
    known = Credentials(service.user, Secret("another word"))
    recipients.change(filing.node, BOSS, demonstration.SERVICE, CYBERTIP, known=known)
    filing.run_jobs()
    assert filing.state(report_id) is ReportState.FILED


def test_what_is_not_given_stays(filing: Bureau) -> None:
    options = {"provider": {**PROVIDER, "name": "Another name"}}
    recipients.change(filing.node, BOSS, demonstration.SERVICE, CYBERTIP, options=options)
    with filing.node.read() as connection:
        one = recipients.require(connection, demonstration.SERVICE, CYBERTIP)
        known = recipients.credentials(filing.node, connection, one)
    assert one.options.provider.name == "Another name"
    assert (known.user, known.password.reveal()) == (filing.service.user, filing.service.password)
    assert one.transfer_ground
    with pytest.raises(TransferGroundMissing):
        recipients.change(filing.node, BOSS, demonstration.SERVICE, CYBERTIP, transfer_ground=" ")
    with pytest.raises(RecipientInvalid):
        recipients.change(filing.node, BOSS, demonstration.SERVICE, CYBERTIP, options={})


def test_a_check_opens_and_retracts_a_report_about_nobody(
    filing: Bureau, service: CyberTip
) -> None:
    probes = recipients.check(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)
    assert all(one.good for one in probes), probes
    assert [one.state for one in service.reports.values()] == ["retracted"]
    service.revoke("another word")
    [only] = recipients.check(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)
    assert not only.good


def test_a_check_without_credentials_says_so(filing: Bureau) -> None:
    with filing.node.transaction() as connection:
        connection.exec_driver_sql("UPDATE tutela.recipient SET sealed_credentials = NULL")
    with pytest.raises(CredentialsMissing):
        recipients.check(filing.node, BOSS, demonstration.SERVICE, CYBERTIP)
