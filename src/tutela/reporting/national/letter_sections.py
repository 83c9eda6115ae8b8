"""The letter as data for the template: what stands in it, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.platform.typesetting.signs import code, shown
from tutela.reporting.model import Environment, ReportKind
from tutela.reporting.national.annex3 import grounds
from tutela.reporting.national.letter_blocks import (
    Row,
    blanks,
    facts,
    known,
    quote,
    section,
    text,
    when,
)
from tutela.reporting.national.letter_items import items
from tutela.reporting.national.letter_people import accounts, enforcement, people, places
from tutela.reporting.national.naming import item_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting.model import Contact, Report
    from tutela.reporting.national.annex3_form import Ground
    from tutela.reporting.national.letter_blocks import Block
    from tutela.reporting.national.phrases import Phrases

_FILES = (
    ("letter.pdf", "files.letter"),
    ("report.json", "files.report"),
    ("hashes.csv", "files.hashes"),
    ("cybertip.json", "files.cybertip"),
    ("MANIFEST-sha256.txt", "files.manifest"),
)


def letter_data(say: Phrases, report: Report, send_to: str) -> Block:
    """Everything the template sets. `send_to` names the body, on one or more lines."""
    return {
        "language": say.language,
        "title": say.say(f"title.{report.kind.value}"),
        "name": f"{say.say(f'title.{report.kind.value}')} {code(str(report.id))}",
        "author": shown(report.provider.name),
        "banner": banner(say, report),
        "head": {"rows": facts(_head(say, report, send_to))["rows"]},
        "foot": {
            "word": say.say("head.report"),
            "code": code(str(report.id)),
            "middle": shown(report.provider.name),
        },
        "page": say.say("footer.page", page="{page}", pages="{pages}"),
        "urgent": _urgent(say, report),
        "follows": _follows(say, report),
        "filed": _filed(say),
        "sections": list(_sections(say, report)),
    }


def banner(say: Phrases, report: Report) -> Block | None:
    """What every page says of a report that is not real; nothing where it is."""
    if report.stand_in:
        key = "banner.stand-in"
    elif report.environment is not Environment.PRODUCTION:
        key = "banner.test"
    else:
        return None
    return {"title": say.say(key), "note": say.say(f"{key}.note")}


def _head(say: Phrases, report: Report, send_to: str) -> list[Row]:
    return [
        Row(say.say("head.to"), send_to),
        Row(say.say("head.from"), report.provider.name),
        Row(say.say("head.made"), when(report.made_at)),
        Row(say.say("head.report"), str(report.id), mono=True),
        *(
            []
            if report.case_id is None
            else [Row(say.say("head.case"), str(report.case_id), mono=True)]
        ),
        *([Row(say.say("head.hands"), say.say("hands.single"))] if report.single_person else []),
    ]


def _urgent(say: Phrases, report: Report) -> Block | None:
    reason = report.details.urgent
    if reason is None:
        return None
    return {"title": say.say("urgent.title"), "text": shown(reason)}


def _follows(say: Phrases, report: Report) -> Block | None:
    if report.kind is ReportKind.FIRST:
        return None
    lines = [
        say.say("earlier.line", number=one.number, report=one.report_id) for one in report.earlier
    ]
    key = report.kind.value
    return {
        "title": say.say(f"{key}.title"),
        "text": say.say(f"{key}.text"),
        "lines": [shown(line) for line in lines or [say.say("earlier.none")]],
    }


def _filed(say: Phrases) -> Block:
    return {
        "title": say.say("filed.title"),
        "text": say.say("filed.text"),
        "names": [say.say(f"filed.{key}") for key in ("reference", "date", "by")],
    }


def _sections(say: Phrases, report: Report) -> Iterator[Block]:
    told = report.details
    yield _brief(say, report)
    yield accounts(say, report)
    yield from items(say, report)
    yield from people(say, "section.victims", told.victims)
    yield from people(say, "section.recipients", told.recipients)
    yield from places(say, told.locations)
    yield _measures(say, report)
    yield _grounds(say, report)
    yield from _others(say, report)
    if told.other is not None:
        yield section(say.say("section.other"), [text(told.other)])
    yield _provider(say, report)
    yield _files(say, report)
    yield _signature(say)
    yield from _messages(say, report)


def _brief(say: Phrases, report: Report) -> Block:
    description = report.details.description
    told = [] if description is None else [quote(say.say("brief.description"), description)]
    summary = text(" ".join(_summary(say, report)))
    return section(say.say("section.brief"), [summary, *told, text(say.say("signs"), soft=True)])


def _summary(say: Phrases, report: Report) -> Iterator[str]:
    told = report.details
    who = {"provider": report.provider.name, "service": report.service_title}
    if report.kind is ReportKind.CORRECTION:
        yield say.count("brief.corrected", len(report.items), **who)
        return
    yield say.count("brief.items", len(report.items), **who)
    yield say.say(f"brief.type.{report.type.value}")
    yield say.say("brief.incident", incident=say.say(f"incident.{told.incident.value}"))
    if told.annotations:
        also = sorted(say.say(f"annotation.{one.value}") for one in told.annotations)
        yield say.say("brief.also", annotations=", ".join(also))
    yield say.say("brief.happened", at=when(report.happened_at))
    yield from _seen(say, report)
    if told.member_states:
        yield say.say("brief.states", states=", ".join(told.member_states))


def _seen(say: Phrases, report: Report) -> Iterator[str]:
    if report.items:
        seen = sum(item.viewing.viewed for item in report.items)
        form = {0: "none", len(report.items): "all"}.get(seen, "some")
        yield say.say(f"brief.seen.{form}", seen=seen, count=len(report.items))
        many = len(report.attached)
        yield say.say("brief.attached", count=many) if many else say.say("brief.unattached")


def _provider(say: Phrases, report: Report) -> Block:
    who = report.provider
    police = who.police_contact
    rows = known(
        [
            (say.say("field.name"), who.name),
            (say.say("field.address"), who.address),
            (say.say("field.country"), who.country),
            (say.say("field.representative"), who.representative),
            (say.say("field.service"), f"{report.service_title} ({report.service_id})"),
            (say.say("field.contact"), _contact(who.contact)),
            (say.say("field.police-contact"), "" if police is None else _contact(police)),
            (say.say("field.legal-url"), who.legal_url),
            (say.say("head.node"), report.node_id),
        ]
    )
    return section(say.say("section.provider"), [facts(rows)])


def _contact(contact: Contact) -> str:
    name = " ".join(part for part in (contact.first_name, contact.name) if part)
    parts = (name, contact.email, contact.phone, contact.address)
    return "\n".join(part for part in parts if part)


def _measures(say: Phrases, report: Report) -> Block:
    done = report.details.measures
    names = item_names(report)
    held = ", ".join(names[item.id] for item in report.items if item.restricted)
    rows = known(
        [
            (say.say("field.removed"), None if done.removed_at is None else when(done.removed_at)),
            (
                say.say("field.disabled"),
                None if done.disabled_at is None else when(done.disabled_at),
            ),
            (say.say("field.restricted"), held),
            (say.say("field.decision"), done.decision),
        ]
    )
    blocks = [facts(rows)] if rows else [text(say.say("measures.none"))]
    return section(say.say("section.measures"), blocks)


def _grounds(say: Phrases, report: Report) -> Block:
    how = say.say(f"awareness.{report.details.awareness.value}")
    note = report.details.awareness_note
    aware = Row(say.say("field.awareness"), how if note is None else f"{how}: {note}")
    profile = known([(say.say("field.profile"), report.profile)])
    found = [facts(_ground(say, one)) for one in grounds(report)]
    return section(say.say("section.grounds"), [facts([aware, *profile]), *found])


def _ground(say: Phrases, ground: Ground) -> list[Row]:
    tool = ground.technology
    return known(
        [
            (say.say("field.legal-basis"), ground.legal_basis),
            (say.say("field.technology"), f"{tool.name} {tool.version}\n{tool.id}"),
            (say.say("field.profile"), ground.profile),
            (say.say("field.indicators"), "\n".join(str(one) for one in ground.indicators)),
        ]
    )


def _others(say: Phrases, report: Report) -> Iterator[Block]:
    told = report.details
    rows = [
        Row(say.say("field.third-country"), f"{one.body}: {one.reference}")
        for one in told.earlier_reports
    ]
    if told.law_enforcement is not None:
        rows += enforcement(say, told.law_enforcement)
    if rows:
        yield section(say.say("section.others"), [facts(rows)])


def _files(say: Phrases, report: Report) -> Block:
    rows = [Row(name, say.say(key)) for name, key in _FILES]
    if report.attached:
        rows.append(Row("media.age", say.say("files.media")))
    return section(say.say("section.files"), [facts(rows)])


def _signature(say: Phrases) -> Block:
    names = [say.say(f"signature.{key}") for key in ("name", "date", "sign")]
    return section(say.say("section.signature"), [blanks(say.say("signature.text"), names)])


def _messages(say: Phrases, report: Report) -> Iterator[Block]:
    blocks: list[Block] = [
        {
            "kind": "message",
            "at": say.say("message.undated") if one.at is None else when(one.at),
            "sender": shown(one.sender),
            "mark": say.say("message.reported") if one.reported else "",
            "text": shown(one.text),
        }
        for one in report.details.messages
    ]
    if blocks:
        yield section(say.say("section.messages"), blocks, new_page=True)
