"""Parts of the hotline's room that need no database: moves, registration data, X-ARF."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hotlines import ABUSE, RDAP

from tutela.hotline import machine, rdap, xarf
from tutela.hotline.errors import HotlineMoveRefused, PoliceFirst, RegistrationInvalid
from tutela.hotline.machine import Command, State
from tutela.hotline.model import Item
from tutela.redress.notices import xarf as reading_xarf

# X-ARF 4.2 as its authors publish it (xarf.org, MIT).
_FILES = Path(__file__).parents[1] / "xarf_schemas"
_FOUND = {one.name: json.loads(one.read_text()) for one in sorted(_FILES.glob("*.json"))}
_SCHEMA = jsonschema_rs.validator_for(
    _FOUND["content-csam.json"],
    registry=jsonschema_rs.Registry([(one["$id"], one) for one in _FOUND.values()]),
)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
REPORT = UUID("550e8400-e29b-41d4-a716-446655440000")
# What may be done, written by hand from what a hotline does, and where it leads.
MOVES = {
    "open": {"find-illegal": "illegal", "find-lawful": "not-illegal", "close": "closed"},
    "illegal": {
        "tell-police": "with-police", "tell-host": "host-told", "hand-over": "handed-over",
        "find-gone": "gone", "find-present": "illegal", "find-unknown": "illegal",
        "close": "closed",
    },
    "with-police": {"hear-police": "illegal", "end-police-time": "illegal"},
    "host-told": {
        "tell-host": "host-told", "hand-over": "handed-over", "find-gone": "gone",
        "find-present": "host-told", "find-unknown": "host-told", "close": "closed",
    },
    "handed-over": {
        "take-back": "illegal", "find-gone": "gone", "find-present": "handed-over",
        "find-unknown": "handed-over", "close": "closed",
    },
    "gone": {"report-again": "open"},
    "not-illegal": {"report-again": "open"},
    "closed": {"report-again": "open"},
}  # fmt: skip
SETTLED = {machine.POLICE_SETTLED: True, machine.TIME_OVER: True}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("command", Command)
def test_a_case_moves_as_it_was_written_down_by_hand_and_no_other_way(
    state: State, command: Command
) -> None:
    target = MOVES[state.value].get(command.value)
    by = machine.NODE if command is Command.POLICE_SILENT else machine.PERSON
    if target is None:
        with pytest.raises(HotlineMoveRefused):
            machine.move(state, command, by, facts=SETTLED)
    else:
        assert machine.move(state, command, by, facts=SETTLED).target.value == target


@pytest.mark.parametrize("command", [Command.TELL_HOST, Command.HAND_OVER])
def test_nobody_else_is_told_while_the_police_have_the_first_word(command: Command) -> None:
    with pytest.raises(PoliceFirst):
        machine.move(State.ILLEGAL, command, machine.PERSON)


def test_another_hotline_decides_nothing_of_ours() -> None:
    may = {"take-back", "find-gone", "find-present", "find-unknown", "report-again"}
    for state in State:
        for command in set(Command) - {Command(one) for one in may}:
            with pytest.raises(HotlineMoveRefused):
                machine.move(state, command, machine.HOTLINE, facts=SETTLED)


def test_registration_data_says_who_hosts_it_and_whom_to_write_to() -> None:
    found = rdap.read(json.dumps(RDAP))
    assert (found.name, found.country, found.abuse) == ("EXAMPLE-NET", "NL", ABUSE)
    domain = {"objectClassName": "domain", "ldhName": "host.example", "entities": RDAP["entities"]}
    named = rdap.read(json.dumps(domain))
    assert (named.handle, named.name, named.country) == ("host.example", "Example Hosting", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"objectClassName": "error"}',
        "[" * 100_000,
        "x" * 300_000,
        "\ud800",
    ],
)
def test_what_is_no_registration_data_is_refused(text: str) -> None:
    with pytest.raises(RegistrationInvalid):
        rdap.read(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["roles", "entities", "vcardArray", "x"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(st.fixed_dictionaries({
    "objectClassName": st.just("ip network"), "entities": _JSON, "country": _JSON, "name": _JSON,
    "handle": _JSON,
}))  # fmt: skip
def test_whatever_registration_data_holds_it_is_read_or_left_out(data: dict[str, Any]) -> None:
    found = rdap.read(json.dumps(data))
    assert all(len(one) <= rdap.LONGEST and one.isprintable() for one in found.to_json().values())
    assert found.abuse == "" or rdap.is_mail(found.abuse)


def test_a_case_is_told_as_xarf_without_evidence_and_reads_as_a_notice() -> None:
    made = xarf.report(
        REPORT, "https://host.example/x", [_item("baseline", "interpol-baseline")],
        org="Hotline One", contact="notices@hotline.example", at=NOW,
    )  # fmt: skip
    assert made is not None
    assert "evidence" not in made
    assert made["source_identifier"] == "host.example"
    report_id, notice, _ = reading_xarf.read(made)
    assert report_id == str(REPORT)
    assert notice.urls == ("https://host.example/x",)
    _SCHEMA.validate(made)
    with pytest.raises(jsonschema_rs.ValidationError):
        _SCHEMA.validate(made | {"classification": "C1"})


def test_what_xarf_has_no_name_for_is_told_in_words_alone() -> None:
    only = [_item("nationally-illegal", "interpol-baseline"), _item("stand-in", "tutela-demo")]
    for items in (only, []):
        made = xarf.report(
            REPORT, "https://host.example/x", items,
            org="Hotline One", contact="notices@hotline.example", at=NOW,
        )  # fmt: skip
        assert made is None


def _item(label: str, scheme: str) -> Item:
    return Item(
        REPORT, scheme, label, illegal=True, where="first", sha256="ab" * 32,
        assessed_by_name="otto", assessed_at=NOW,
    )  # fmt: skip
