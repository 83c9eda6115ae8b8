"""What people are told of, when, and in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.operating.alerting import CONDITIONS
from tutela.platform.alerts.errors import MailAddressInvalid
from tutela.platform.alerts.letter import address, letter
from tutela.platform.alerts.machine import ALERT, MAIL, Command, Stage, wanted
from tutela.platform.alerts.model import (
    ABOUT,
    Alert,
    Kind,
    Listener,
    Mail,
    MailState,
    Shown,
    Wishes,
)
from tutela.platform.alerts.rhythm import message
from tutela.platform.ids import SystemIds
from tutela.platform.permissions import Permission, Role, permissions_of
from tutela.platform.settings import Settings, load

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
PAUSE = timedelta(minutes=15)
NEW = SystemIds().new
OVERDUE, DEAD = Kind.HOLD_OVERDUE, Kind.DELIVERY_DEAD


def listener(*muted: Kind, role: Role = Role.SENIOR, to: str = "a@example.org") -> Listener:
    return Listener(NEW(), "sara", permissions_of(frozenset({role})), Wishes(to, frozenset(muted)))


def raised(kind: Kind = OVERDUE, count: int = 1, at: datetime = NOON) -> Shown:
    return Shown(Alert(NEW(), kind, count, None, at))


def test_every_kind_has_words_a_condition_and_somebody_whose_role_may_see_it() -> None:
    assert set(ABOUT) == set(CONDITIONS) == set(Kind)
    for kind, about in ABOUT.items():
        assert "{" not in about.words(1200)
        assert about.todo.endswith("."), kind
        assert about.path.startswith("/"), kind
        assert any(about.permission in permissions_of(frozenset({role})) for role in Role), kind
    assert ABOUT[OVERDUE].words(1200).startswith("1,200 items")


@pytest.mark.parametrize(
    ("stands", "found", "command"),
    [(False, True, Command.RAISE), (True, False, Command.END), (True, True, None),
     (False, False, None)],
)  # fmt: skip
def test_an_alert_is_raised_once_and_ends_with_its_cause(
    stands: bool,  # noqa: FBT001
    found: bool,  # noqa: FBT001
    command: Command | None,
) -> None:
    assert wanted(stands=stands, found=found) is command
    if command:
        assert (Stage.RAISED if stands else Stage.QUIET, command) in ALERT
    assert {state for state, _ in MAIL} == {MailState.WAITING}


def test_a_person_is_told_at_once_and_again_after_the_time_of_its_kind() -> None:
    sara, one = listener(), raised()
    assert message(sara, [one], {}, NOON, pause=PAUSE) == {OVERDUE: 1}
    again = ABOUT[OVERDUE].again
    told = {OVERDUE: NOON}
    later = NOON + again
    assert message(sara, [one], told, later - timedelta(seconds=1), pause=PAUSE) == {}
    assert message(sara, [one], told, later, pause=PAUSE) == {OVERDUE: 1}


def test_all_that_waits_is_one_message_and_the_next_keeps_its_distance() -> None:
    sara = listener()
    both = [raised(), raised(DEAD, 3, NOON + timedelta(minutes=1))]
    told = {OVERDUE: NOON}
    assert message(sara, both, told, NOON + timedelta(minutes=14), pause=PAUSE) == {}
    at = NOON + timedelta(minutes=15)
    assert message(sara, both, told, at, pause=PAUSE) == {OVERDUE: 1, DEAD: 3}


def test_who_acknowledged_or_muted_or_may_not_see_is_not_told() -> None:
    seen = Shown(raised().alert, NOON, 1)
    more = Shown(raised(count=2).alert, NOON, 1)
    assert message(listener(), [seen], {}, NOON, pause=PAUSE) == {}
    assert message(listener(), [more], {}, NOON, pause=PAUSE) == {OVERDUE: 2}
    assert message(listener(OVERDUE), [raised()], {}, NOON, pause=PAUSE) == {}
    assert message(listener(role=Role.AUDITOR), [raised()], {}, NOON, pause=PAUSE) == {}
    assert message(listener(to=""), [raised()], {}, NOON, pause=PAUSE) == {}


def test_what_ended_and_comes_back_is_told_anew() -> None:
    back = raised(at=NOON + timedelta(minutes=30))
    told = {OVERDUE: NOON}
    assert message(listener(), [back], told, NOON + timedelta(minutes=31), pause=PAUSE)


@pytest.mark.parametrize(
    "given",
    ["kim", "kim@", "@example.org", "kim@example", "kim@exa mple.org", "a@b.org,c@d.org",
     "kim@example.org\r\nBcc: all@example.org", "kim@example.org\n", '"kim"@example.org',
     "kim@[127.0.0.1]", "ki m@example.org", "kïm@example.org", "kim@example.org\0",
     "x" * 65 + "@example.org", "kim@" + "a." * 130 + "org", "Kim <kim@example.org>"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(given: str) -> None:
    with pytest.raises(MailAddressInvalid):
        address(given)


def test_a_plain_address_is_taken_and_none_is_none() -> None:
    assert address(" kim.o'neil+work@mail.example.org ") == "kim.o'neil+work@mail.example.org"
    assert address("  ") == ""


@given(st.text(max_size=300))
def test_no_text_makes_a_second_line_or_a_second_recipient(text: str) -> None:
    try:
        found = address(text)
    except MailAddressInvalid:
        return
    assert found.isascii()
    assert found.isprintable()
    assert found.count("@") <= 1
    assert not set(found) & set(" ,;<>\r\n")


def mail(**told: int) -> Mail:
    names = {name.replace("_", "-"): count for name, count in told.items()}
    return Mail(NEW(), NEW(), names, MailState.WAITING, 0, "", NOON)


def test_a_letter_says_how_much_waits_and_where_and_nothing_else() -> None:
    one = mail(hold_overdue=2, delivery_dead=1)
    made = letter(one, "kim@example.org", "tutela@example.net", node="4fd2", origin="https://t.eu")
    read = message_from_bytes(bytes(made), policy=policy.default)
    assert read["Subject"] == "Tutela: 2 things wait"
    assert read["Message-ID"] == f"<{one.id}@example.net>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "text/plain"
    text = read.get_body().get_content()  # type: ignore[union-attr]
    assert "- 2 items are kept from view past their clock" in text
    assert "- A message to a platform was given up" in text
    assert "https://t.eu/alerts" in text
    assert max(len(line) for line in bytes(made).splitlines()) <= 998


def test_a_message_that_tells_of_nothing_says_so() -> None:
    made = letter(mail(), "kim@example.org", "tutela@example.net", node="4fd2", origin=None)
    assert made["Subject"] == "Tutela: a trial message"
    assert "can reach you" in made.get_content()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MAIL_HOST": "mail.example.org", "MAIL_SECURITY": "none"}, "this machine"),
        ({"MAIL_FROM": "Kim <kim@example.org>"}, "one address"),
        ({"MAIL_FROM": "kim@example.org\r\nBcc: x@example.org"}, "one address"),
    ],
)
def test_settings_that_would_send_in_the_clear_or_break_a_header_are_refused(
    tmp_path: object, given: dict[str, str], said: str
) -> None:
    with pytest.raises(Exception, match=said):
        load(tmp_path, {f"TUTELA_{name}": value for name, value in given.items()})  # type: ignore[arg-type]


def test_a_demo_node_sends_mail_to_this_machine_only(tmp_path: object) -> None:
    with pytest.raises(ValueError, match="demo node"):
        Settings(home=tmp_path, demo=True, mail_host="mail.example.org")
    assert Settings(home=tmp_path, demo=True, mail_host="127.0.0.1").mail_host
    assert not Settings(home=tmp_path).sends_mail


def test_a_listener_hears_only_what_a_permission_opens() -> None:
    boss = listener(role=Role.ADMINISTRATOR)
    assert boss.hears(Kind.DISK_LOW)
    assert not boss.hears(OVERDUE)
    assert Permission.CASE_DECIDE not in boss.permissions
