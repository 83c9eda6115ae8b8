"""Whatever a report holds: what is sent is valid, whole and true, or a person is told why not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import cybertip_facts as facts
from tests.cybertip_samples import details_of, tipline
from tests.cybertip_schema import COPY, compiled
from tests.national_samples import a_report
from tests.report_strategies import few, items, messages, reports
from tests.simulators import cybertip_schema as simulator

from tutela.reporting.cybertip.mapping import report as mapped
from tutela.reporting.cybertip.mapping_files import uploads
from tutela.reporting.cybertip.order import ORDER, Leaf, Row
from tutela.reporting.cybertip.plugin import CYBERTIPLINE
from tutela.reporting.cybertip.writing import write
from tutela.reporting.details import Details, Location, PostalAddress, Suspect
from tutela.reporting.model import Report, ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
# Reports are too large to be shrunk while somebody waits.
FAST = [Phase.explicit, Phase.reuse, Phase.generate]
half = settings(max_examples=1000, deadline=None, suppress_health_check=SLOW, phases=FAST)
some = settings(max_examples=20, deadline=None, suppress_health_check=SLOW, phases=FAST)
THEIRS = simulator.schema()
CLASSES = ("A1", "A2", "B1", "B2")
# All that a report from the model may still be refused for: the element, and what is wrong with it.
MAY_BE_REFUSED = {("zipCode", "too-long"), ("incidentDateTime", "in-the-future")}
SHARE = 0.6  # of the reports that are sent at once


@st.composite
def filed(draw: st.DrawFn) -> Report:
    """A report that is sent and not handed to a person; some are in the industry's scheme."""
    report = draw(reports)
    if draw(st.integers(0, 9)):  # most of what is told has happened
        happened = report.details.happened_at
        past = happened and min(happened, report.made_at - timedelta(seconds=1))
        told = report.details.model_copy(update={"happened_at": past})
        report = report.model_copy(update={"details": told})
    return _as_filed(draw, report)


@st.composite
def of_files(draw: st.DrawFn) -> Report:
    """A report of one to three items and a conversation, about nobody in particular."""
    found = draw(st.lists(items, min_size=1, max_size=3, unique_by=lambda one: one.id))
    told = Details(messages=draw(few(messages)))
    return _as_filed(draw, a_report(items=tuple(found), details=told))


def _as_filed(draw: st.DrawFn, report: Report) -> Report:
    kind = draw(st.sampled_from([ReportKind.FIRST, ReportKind.SUPPLEMENT]))
    labelled = [
        item.model_copy(update={"verdict": item.verdict.model_copy(update=_labelled(draw))})
        for item in report.items
    ]
    return report.model_copy(update={"kind": kind, "items": tuple(labelled)})


def _labelled(draw: st.DrawFn) -> dict[str, str]:
    label = draw(st.none() | st.sampled_from([*CLASSES, "A9", ""]))
    return {} if label is None else {"scheme": "a1-b2", "label": label}


def texts(value: Any) -> Iterator[str]:
    """Every text in a dumped report that is long enough to be told from ours."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str) and len(value) > 7:
        yield value


def sendable(report: Report, *, mou_signed: bool) -> bool:
    """Whether nothing is wrong with it. What is wrong is said in sentences that tell nothing."""
    found = CYBERTIPLINE.check(report, tipline(report, mou_signed=mou_signed))
    said = " ".join(f"{one.path} {one.sentence}" for one in found)
    assert not [text for text in texts(report.model_dump(mode="json")) if text in said]
    assert all(one.sentence.startswith(f"{one.path} ") for one in found)
    assert all(one.sentence.endswith(".") for one in found)
    wrong = {(one.path.rsplit("/", 1)[1].split("[")[0], one.code) for one in found}
    assert wrong <= MAY_BE_REFUSED, wrong
    return not found


def in_order(node: Any, row: Row) -> bool:
    """Whether an element holds what our own table has for it, in its order."""
    known = [one.name for one in row.children]
    held = [known.index(one.tag) for one in node]
    kinds = {one.name: one.kind for one in row.children}
    counts = Counter(one.tag for one in node)
    return (
        (row.any_order or held == sorted(held))
        and set(node.attrib) <= {one.name for one in row.attributes}
        and all(one.low <= counts[one.name] <= (one.high or 99) for one in row.children)
        and all(
            isinstance(kind := kinds[one.tag], Leaf) or in_order(one, ORDER[kind]) for one in node
        )
    )


def document(form: Any) -> Any:
    """The form as XML that holds the newer elements too; without them, every schema takes it."""
    plain = simulator.parse(write(form))
    THEIRS.check(plain)
    if COPY.exists():
        compiled().assertValid(plain)
    whole = facts.parse(write(form, lambda _: True))
    assert in_order(plain, ORDER[whole.tag])
    assert in_order(whole, ORDER[whole.tag])
    return whole


@pytest.mark.timeout(900)  # hundreds of reports; the machine may be busy
def test_whatever_is_reported_arrives_valid_and_whole() -> None:
    tally = Counter[bool]()

    @half
    @given(filed())
    def every(report: Report) -> None:
        good = sendable(report, mou_signed=False)
        tally[good] += 1
        if good:
            _arrives(report)
            _files_arrive(report, mou_signed=False)

    every()
    assert tally[True] >= SHARE * tally.total(), tally


def _arrives(report: Report) -> None:
    root = document(mapped(report))
    simulator.check_report(simulator.parse(write(mapped(report))), THEIRS, report.made_at)
    summary = facts.read(root.find("incidentSummary"))
    kind = root.findtext("incidentSummary/incidentType")
    assert facts.INCIDENTS[report.details.incident] in kind
    assert summary - Counter([("incidentType", kind)]) == facts.summary(report)
    assert facts.read_all(root, "internetDetails") == facts.places(report)
    assert facts.read_all(root, "personOrUserReported") == facts.reported(report)
    assert facts.read_all(root, "intendedRecipient") == facts.recipients(report)
    assert facts.read_all(root, "victim") == facts.victims(report)
    authority = [facts.authority(report)] if report.details.law_enforcement else []
    assert facts.read_all(root, "lawEnforcement") == authority
    reporter = facts.read(root.find("reporter"))
    template = root.findtext("reporter/companyTemplate")
    assert report.provider.name in template
    assert reporter - Counter([("companyTemplate", template)]) == facts.reporter(report)
    _tells_all(report, root)


def _tells_all(report: Report, root: Any) -> None:
    """What has no element is in the note of the report, or in a file beside it."""
    beside = [one.data.decode() for one in uploads(report) if one.item is None]
    said = "\n".join([root.findtext("additionalInfo"), *beside])
    told = report.details
    for text in (told.description, told.awareness_note, told.measures.decision, told.other):
        assert (text or "") in said
    for one in told.earlier_reports:
        assert one.reference in said
    for item in report.items:
        prints = (item.digests.md5, item.digests.sha1, item.digests.sha256, item.digests.pdq)
        assert item.attach or all(each in said for each in prints)


def test_whatever_is_said_of_a_file_arrives_valid_and_true() -> None:
    tally = Counter[bool]()

    @half
    @given(of_files(), st.booleans())
    def every(report: Report, mou_signed: bool) -> None:  # noqa: FBT001 - given by Hypothesis
        good = sendable(report, mou_signed=mou_signed)
        tally[good] += 1
        if good:
            _files_arrive(report, mou_signed=mou_signed)

    every()
    assert tally[True] >= SHARE * tally.total(), tally


def _files_arrive(report: Report, *, mou_signed: bool) -> None:
    files = {one.name: one for one in uploads(report)}
    assert len(files) == len(uploads(report))
    chosen = [item for item in report.items if item.attach]
    assert [one.item for one in files.values() if one.item] == chosen
    for name, form in details_of(report, mou_signed=mou_signed).items():
        root, item = document(form), files[name].item
        simulator.check_file_details(simulator.parse(write(form)), THEIRS)
        found = facts.read(root) - _given_to(root)
        if item is None:
            assert found == Counter([("fileRelevance", "Supplemental Reported")])
            continue
        industry = item.verdict.scheme == "a1-b2" and item.verdict.label in CLASSES
        assert found == facts.item(item, classified=mou_signed and industry)
        assert all(len(note) <= 3000 for note in facts.notes(root))
        assert not (item.detail.note and item.detail.note not in facts.notes(root))
    _is_unclassified(report)


def _given_to(root: Any) -> facts.Facts:
    return Counter((tag, root.findtext(tag)) for tag in ("reportId", "fileId", "fileName"))


def _is_unclassified(report: Report) -> None:
    """No text tells the class that only an element may tell, and only for who signed."""
    said = [*facts.notes(facts.parse(write(mapped(report))))]
    for form in details_of(report, mou_signed=False).values():
        root = facts.parse(write(form))
        assert root.find("industryClassification") is None
        said += facts.notes(root)
    said += [one.data.decode() for one in uploads(report) if one.item is None]
    assert not any(f"a1-b2:{label}" in text for text in said for label in CLASSES)


CANARY = "canary"
LONG = (CANARY * 700)[:3000]
WRONG = {
    "vehicle": Details(suspects=(Suspect(vehicle=LONG),)),
    "postal code": Details(suspects=(Suspect(addresses=(PostalAddress(postal_code=CANARY * 4),)),)),
    "country": Details(suspects=(Suspect(addresses=(PostalAddress(country="QQ"),)),)),
    "content": Details(locations=(Location(kind="offline", content=LONG + LONG),)),
    "two notes": Details(locations=(Location(kind="email", name=CANARY, note=LONG),)),
}


@pytest.mark.parametrize("told", WRONG.values(), ids=WRONG)
@some
@given(report=filed())
def test_whoever_must_mend_a_report_reads_where_and_never_what(
    report: Report, told: Details
) -> None:
    broken = report.model_copy(update={"details": told, "account": CANARY})
    found = CYBERTIPLINE.check(broken, tipline(broken))
    (wrong,) = [one for one in found if one.code in {"too-long", "not-in-list"}]
    assert wrong.sentence.startswith(f"{wrong.path} is ")
    assert all(CANARY not in f"{one.path} {one.sentence} {one.code}" for one in found)
    assert all("QQ" not in f"{one.path} {one.sentence}" for one in found)
