"""What the letter says of items: fingerprints, what a person found, and who saw what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.typesetting.signs import code, shown
from tutela.reporting.national.letter_blocks import known, section, when
from tutela.reporting.national.letter_people import capture_line
from tutela.reporting.national.naming import item_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting.model import Match, Report, ReportedItem, Verdict
    from tutela.reporting.national.letter_blocks import Block, Row
    from tutela.reporting.national.phrases import Phrases

_KILO = 1000


def items(say: Phrases, report: Report) -> Iterator[Block]:
    """The section on items, where there are any."""
    if report.items:
        names = item_names(report)
        yield section(
            say.say("section.items"), [_item(say, names[item.id], item) for item in report.items]
        )


def viewing(say: Phrases, item: ReportedItem) -> str:
    """Who saw the item, as a sentence that is true."""
    told = say.say(f"viewing.{item.viewing.value}")
    if item.viewed_at is None:
        return told
    return f"{told} {say.say('viewing.at', at=when(item.viewed_at))}"


def size(count: int) -> str:
    """A number of bytes as people write it: `812 B`, `12.3 kB`, `4.0 MB`."""
    number = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if number < _KILO or unit == "GB":
            break
        number /= _KILO
    return f"{count} B" if unit == "B" else f"{number:.1f} {unit}"


def _item(say: Phrases, name: str, item: ReportedItem) -> Block:
    return {
        "kind": "item",
        "name": name,
        "type": shown(item.media_type),
        "size": size(item.size),
        "finding": say.say(f"finding.{item.verdict.finding.value}"),
        "viewing": viewing(say, item),
        "prints_title": say.say("field.fingerprints"),
        "prints": [[kind, code(value)] for kind, value in item.digests.each()],
        "rows": [
            {"name": row.name, "value": shown(row.value), "mono": row.mono}
            for row in _rows(say, item)
        ],
    }


def _rows(say: Phrases, item: ReportedItem) -> list[Row]:
    return [*_decision(say, item), *_origin(say, item), *_more(say, item)]


def _decision(say: Phrases, item: ReportedItem) -> list[Row]:
    return known(
        [
            (say.say("field.label"), _label(item.verdict)),
            (say.say("field.decided"), _decided(say, item.verdict)),
            (say.say("field.reason"), item.verdict.reason),
            (say.say("field.matches"), _matches(say, item)),
            (say.say("field.state"), _state(say, item)),
        ]
    )


def _label(verdict: Verdict) -> str:
    if not verdict.label:
        return ""
    return f"{verdict.label} ({verdict.scheme})" if verdict.scheme else verdict.label


def _decided(say: Phrases, verdict: Verdict) -> str:
    at, who = when(verdict.decided_at), verdict.decided_by
    if verdict.second_by is None:
        return say.say("decided.one", at=at, who=who)
    second_at = "" if verdict.second_at is None else when(verdict.second_at)
    return say.say("decided.two", at=at, who=who, second=verdict.second_by, second_at=second_at)


def _matches(say: Phrases, item: ReportedItem) -> str:
    lines = dict.fromkeys(_match(say, match) for match in item.matches)
    return "\n".join(lines) or say.say("match.none")


def _match(say: Phrases, match: Match) -> str:
    near = "match.part" if match.distance is None else "match.near"
    key = "match.exact" if match.exact else near
    return say.say(key, indicator=match.indicator_id, bank=match.bank)


def _state(say: Phrases, item: ReportedItem) -> str:
    parts = [say.say("state.restricted" if item.restricted else "state.unrestricted")]
    parts.append(say.say("state.kept" if item.kept else "state.not-kept"))
    if item.attach:
        parts.append(say.say("state.attached"))
    return "; ".join(parts)


def _origin(say: Phrases, item: ReportedItem) -> list[Row]:
    told = item.detail
    capture = "" if told.capture is None else capture_line(say, told.capture)
    return known(
        [
            (say.say("field.account"), item.account),
            (say.say("field.received"), when(item.received_at)),
            (
                say.say("field.uploaded"),
                None if told.uploaded_at is None else when(told.uploaded_at),
            ),
            (say.say("field.upload-ip"), capture),
            (say.say("field.file-name"), told.file_name),
            (say.say("field.url"), told.url),
            (say.say("field.surface"), _surface(say, item)),
            (say.say("field.public"), None if told.public is None else say.answer(told.public)),
            (say.say("field.external-id"), item.external_id),
        ]
    )


def _surface(say: Phrases, item: ReportedItem) -> str:
    return f"{item.surface} ({say.say(f'kind.{item.surface_kind.value}')})"


def _more(say: Phrases, item: ReportedItem) -> list[Row]:
    told = item.detail
    marks = sorted(say.say(f"mark.{mark.value}") for mark in told.annotations)
    return known(
        [
            (say.say("field.annotations"), ", ".join(marks)),
            (say.say("field.devices"), "\n".join(f"{d.kind} {d.identifier}" for d in told.devices)),
            (say.say("field.metadata"), "\n".join(f"{k}: {v}" for k, v in told.metadata)),
            (say.say("field.note"), told.note),
        ]
    )
