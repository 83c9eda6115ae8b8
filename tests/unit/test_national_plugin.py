"""The national pack as a recipient: what it refuses, what it hands out, what it probes."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import pyrage
import pytest
from pydantic import ValidationError
from tests.national_samples import (
    BYTES,
    FIRST_ITEM,
    PROVIDER,
    Desk,
    a_recipient,
    a_report,
    an_item,
)

from tutela.reporting.details import Details, Message
from tutela.reporting.model import Options, Reference, Report, ReportKind
from tutela.reporting.national.errors import OptionsForeign
from tutela.reporting.national.options import NationalOptions
from tutela.reporting.national.plugin import NATIONAL_PACK
from tutela.reporting.plugin import Handed, RecipientKind, Refused, Retracted

if TYPE_CHECKING:
    from tutela.reporting.filing import Filing

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
NAMES = ["WHERE-TO-SEND.txt", "letter.pdf", "report.json", "hashes.csv", "cybertip.json"]
LIST = "MANIFEST-sha256.txt"


def file(desk: Desk) -> object:
    return NATIONAL_PACK.file(cast("Filing", desk))


def codes(report: Report, **options: Any) -> list[str]:
    return [one.code for one in NATIONAL_PACK.check(report, a_recipient(**options))]


def test_pack_is_a_recipient_kind_that_a_person_carries() -> None:
    kind: RecipientKind = NATIONAL_PACK
    assert (kind.id, kind.by_person, kind.takes_credentials) == ("national-pack", True, False)
    assert (kind.outside_union, kind.preservation) == (False, None)
    assert issubclass(kind.options, Options)


def test_pack_of_a_whole_report_has_no_problem() -> None:
    assert codes(a_report()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provider": PROVIDER.model_copy(update={"address": None})}, "provider-address-missing"),
        ({"provider": PROVIDER.model_copy(update={"country": "US"})}, "representative-missing"),
        ({"items": ()}, "nothing-reported"),
        ({"kind": ReportKind.CORRECTION}, "earlier-report-missing"),
        ({"kind": ReportKind.SUPPLEMENT}, "earlier-report-missing"),
        ({"items": (an_item(attach=True),)}, "age-key-missing"),
    ],
)
def test_pack_says_what_is_missing(changes: dict[str, Any], code: str) -> None:
    assert codes(a_report(**changes)) == [code]


@pytest.mark.parametrize(
    ("item", "code"),
    [({"kept": False}, "media-not-kept"), ({"size": 200_000_001}, "pack-media-too-large")],
)
def test_pack_says_why_media_cannot_go_along(item: dict[str, Any], code: str) -> None:
    assert codes(a_report(items=(an_item(attach=True, **item),)), age_key=KEY) == [code]


def test_pack_says_everything_at_once_and_never_quotes_a_value() -> None:
    bare = PROVIDER.model_copy(update={"address": None, "country": "US"})
    report = a_report(provider=bare, items=(an_item(attach=True, kept=False),))
    found = NATIONAL_PACK.check(report, a_recipient())
    assert len(found) == 4
    assert all("user-4711" not in f"{one.sentence}{one.path}" for one in found)


@pytest.mark.parametrize(
    "told",
    [
        Details(description="what happened"),
        Details(messages=(Message(sender="s", text="marker"),)),
    ],
)
def test_pack_takes_a_report_of_words_only(told: Details) -> None:
    assert codes(a_report(items=(), details=told)) == []


def test_pack_takes_a_correction_that_names_what_it_corrects() -> None:
    earlier = (Reference(report_id=UUID(int=5), number="7"),)
    assert codes(a_report(kind=ReportKind.CORRECTION, earlier=earlier)) == []


def test_pack_can_be_read_before_its_problems_are_solved() -> None:
    report = a_report(items=())
    assert codes(report)
    made = NATIONAL_PACK.documents(report, a_recipient())
    assert [one.name for one in made] == [*NAMES, LIST]


def test_pack_is_kept_whole_and_handed_out() -> None:
    desk = Desk(a_report(), a_recipient())
    assert file(desk) == Handed()
    (kept,) = desk.kept
    assert tuple(kept) == tuple(NATIONAL_PACK.documents(desk.report, desk.recipient))


def test_pack_with_problems_is_refused_and_nothing_is_kept() -> None:
    desk = Desk(a_report(items=()), a_recipient())
    result = file(desk)
    assert isinstance(result, Refused)
    assert [one.code for one in result.problems] == ["nothing-reported"]
    assert desk.kept == []


def test_pack_seals_the_media_that_were_chosen_and_lists_them() -> None:
    report = a_report(items=(an_item(attach=True),))
    desk = Desk(report, a_recipient(age_key=KEY), {FIRST_ITEM: BYTES})
    assert file(desk) == Handed()
    documents = {one.name: one.data for one in desk.kept[0]}
    assert list(documents) == [*NAMES, "media.age", LIST]
    assert b"media.age" in documents[LIST]
    opened = pyrage.decrypt(documents["media.age"], [IDENTITY])
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        assert archive.read("item-0000000a") == BYTES
    assert not any(BYTES in data for data in documents.values())


@pytest.mark.parametrize(
    ("bytes_kept", "code"),
    [({}, "media-not-kept"), ({FIRST_ITEM: b"other bytes"}, "pack-media-differ")],
)
def test_pack_whose_media_are_gone_or_changed_is_refused(
    bytes_kept: dict[UUID, bytes], code: str
) -> None:
    report = a_report(items=(an_item(attach=True),))
    desk = Desk(report, a_recipient(age_key=KEY), bytes_kept)
    result = file(desk)
    assert isinstance(result, Refused)
    assert [one.code for one in result.problems] == [code]
    assert desk.kept == []


def test_pack_filed_again_gives_the_same_documents() -> None:
    desk = Desk(a_report(), a_recipient())
    file(desk)
    file(desk)
    assert desk.kept[0] == desk.kept[1]


def test_pack_is_taken_back_at_once() -> None:
    desk = Desk(a_report(), a_recipient())
    assert NATIONAL_PACK.retract(cast("Filing", desk)) == Retracted()


def test_pack_is_written_to_whom_the_service_agreed_on() -> None:
    made = NATIONAL_PACK.documents(a_report(), a_recipient(send_to="The desk of Ms Berg"))
    assert b"The desk of Ms Berg" in next(one.data for one in made if one.name == NAMES[0])


def test_probe_seals_to_the_key_and_asks_what_is_known_of_the_state() -> None:
    key, place = NATIONAL_PACK.probe(a_recipient(age_key=KEY), None, 1.0)
    assert key.good
    assert place.good
    assert "Bundeskriminalamt" in place.sentence


def test_probe_says_where_nobody_knows_where_to_send() -> None:
    _, place = NATIONAL_PACK.probe(a_recipient(member_state="PL"), None, 1.0)
    assert not place.good
    _, told = NATIONAL_PACK.probe(a_recipient(member_state="PL", send_to="a desk"), None, 1.0)
    assert told.good


@pytest.mark.parametrize(
    "options",
    [
        {"member_state": "US"},
        {"member_state": "de"},
        {"language": "tlh"},
        {"age_key": "age1nonsense"},
        {"age_key": str(IDENTITY)},
        {"more": "x"},
    ],
)
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_recipient(**options)


def test_options_of_another_kind_are_refused_in_a_sentence() -> None:
    foreign = dataclasses.replace(a_recipient(), options=Options(provider=PROVIDER))
    assert not isinstance(foreign.options, NationalOptions)
    with pytest.raises(OptionsForeign, match="police"):
        NATIONAL_PACK.check(a_report(), foreign)
