"""Both tables of what fills what are true: nothing is said that is not so, nothing is forgotten."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from pydantic import ValidationError
from tests.cybertip_samples import forms, full, tipline, with_changes
from tests.national_samples import PROVIDER

from tutela.law.model import Finding, SurfaceKind
from tutela.reporting import details as d
from tutela.reporting.cybertip.coverage import FILLED, NOT_FILLED, NOT_SENT, matches, rows_of
from tutela.reporting.cybertip.mapping_files import uploads
from tutela.reporting.cybertip.order import FIELDS
from tutela.reporting.cybertip.plugin import CYBERTIPLINE
from tutela.reporting.cybertip.writing import write
from tutela.reporting.model import Environment, Report, ReportKind, Viewing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Path = tuple[str | int, ...]

UNNAMED = d.AssociatedAccount(relation="other", on_other_platform=True)
BARE = with_changes(
    full(), happened_at=None, suspects=(d.Suspect(account="one", associated=(UNNAMED,)),)
).model_copy(update={"provider": PROVIDER.model_copy(update={"address": "token1x"})})
# Together they take every way through the mapping.
VARIANTS = {
    "attached": full(),
    "for good and abroad": full(permanent=True, american=False),
    "fingerprints only": full(attach=False),
    "no place told": full(attach=False, located=False),
    "little told": BARE,
}
every_variant = pytest.mark.parametrize("report", VARIANTS.values(), ids=VARIANTS)


# Whatever somebody may write instead of a value: the first that the model takes is taken.
ENUMS = (
    *(d.Incident, d.Annotation, d.FileAnnotation, d.Awareness, d.Occasion),
    *(Environment, ReportKind, Viewing, Finding, SurfaceKind),
)
OTHERS = (
    *("FR", "+33", "b@c.example", "192.0.2.7", "2026-09-01T00:00:00Z", "2001-01-02"),
    *("https://other.example/1", "00000000-0000-4000-8000-000000000001"),
    *("home", "billing", "mobile", "linked", "chat", "email"),
    *(one.value for kind in ENUMS for one in kind),
)


def others(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    else:
        yield from (f"{value}7", *OTHERS)


def leaves(dump: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value with its path; what is empty is one too."""
    if dump and isinstance(dump, dict | list):
        inside = dump.items() if isinstance(dump, dict) else enumerate(dump)
        for key, value in inside:
            yield from leaves(value, (*path, key))
    else:
        yield path, dump


def named(path: Path) -> str:
    """The path without numbers; only a field of a place keeps that of its kind of place."""
    words = [one for one in path if isinstance(one, str)]
    if path[:2] == ("details", "locations") and len(words) == 3:
        return f"details.locations.{path[2]}.{words[2]}"
    return ".".join(words)


def changed(report: Report, path: Path, value: object) -> Report | None:
    """The report with another value there; None where it may not stand there."""
    dump = deepcopy(report.model_dump(mode="json"))
    place: Any = dump
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        found = Report.model_validate(dump)
    except ValidationError:
        return None
    return None if found == report else found


def sent(report: Report) -> list[object]:
    made = [(one.name, one.media_type, one.data) for one in uploads(report)]
    return [*forms(report, mou_signed=True), *made]


def heard(report: Report, path: Path, value: object) -> bool:
    """Whether another value there makes another report for NCMEC."""
    made = (changed(report, path, one) for one in others(value))
    other = next(one for one in made if one is not None)
    return sent(other) != sent(report)


@cache
def silent() -> frozenset[str]:
    """Our fields that no variant's documents follow."""
    open_paths, followed = set[str](), set[str]()
    for report in VARIANTS.values():
        for path, value in leaves(report.model_dump(mode="json")):
            if value in (None, []) or (name := named(path)) in followed:
                continue
            open_paths.add(name)
            if heard(report, path, value):
                followed.add(name)
    return frozenset(open_paths - followed)


def below(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def any_below(paths: Iterable[str], key: str) -> bool:
    return any(below(path, key) for path in paths)


def written(node: Any, path: str) -> Iterator[str]:
    yield from (f"{path}.@{one}" for one in node.attrib)
    for child in node:
        yield f"{path}.{child.tag}"
        yield from written(child, f"{path}.{child.tag}")


@cache
def all_written() -> frozenset[str]:
    """The paths of NCMEC's fields that stand in a document of a variant."""
    made = [one for report in VARIANTS.values() for one in forms(report, mou_signed=True)]
    roots = [etree.fromstring(write(one, lambda _: True)) for one in made]
    return frozenset(path for root in roots for path in written(root, str(root.tag)))


@pytest.mark.parametrize("path", FIELDS)
def test_each_field_of_theirs_stands_in_one_row_and_is_written_where_the_row_says_so(
    path: str,
) -> None:
    (row,) = rows_of(path)
    assert (path in all_written()) is (row in FILLED)


def test_no_row_is_about_a_field_that_is_not_there() -> None:
    rows = (*FILLED, *NOT_FILLED)
    assert [row for row in rows if not any(matches(row, path) for path in FIELDS)] == []
    assert all(FILLED.values())
    assert all(NOT_FILLED.values())


@every_variant
def test_a_report_with_everything_in_it_can_be_sent(report: Report) -> None:
    assert CYBERTIPLINE.check(report, tipline(report, mou_signed=True)) == []


def test_the_variants_set_every_field_of_ours() -> None:
    found = [one for each in VARIANTS.values() for one in leaves(each.model_dump(mode="json"))]
    known = {named(path) for path, value in found if value not in (None, [])}
    empty = {named(path) for path, _ in found} - known
    kept = [one for one in empty if below(one, "details.items")]  # as `items.detail`, which is full
    assert sorted(one for one in empty.difference(kept) if not any_below(known, one)) == []


def test_each_field_of_ours_is_sent_or_listed_with_a_reason() -> None:
    assert sorted(one for one in silent() if not any(below(one, key) for key in NOT_SENT)) == []


def test_no_reason_is_given_for_a_field_that_is_sent() -> None:
    assert [key for key in NOT_SENT if not any_below(silent(), key)] == []


def test_each_word_of_a_sent_field_is_found_in_what_is_sent() -> None:
    missing = set[str]()
    found = set[str]()
    for report in VARIANTS.values():
        made = [write(one, lambda _: True) for one in forms(report, mou_signed=True)]
        said = b"".join([*made, *(one.data for one in uploads(report))]).decode()
        for path, value in leaves(report.model_dump(mode="json")):
            if isinstance(value, str) and (token := re.search(r"token\d+x", value)):
                (found if token[0] in said else missing).add(named(path))
    assert missing - found <= silent()
