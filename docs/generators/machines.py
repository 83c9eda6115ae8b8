"""The state machines: a diagram and a table of each, from the same table the code runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docs.generators import markdown

from tutela.casework.claims.machine import CLAIM
from tutela.casework.consequence import CONSEQUENCES
from tutela.casework.machine import ITEM
from tutela.exchanges.machine import ACCESS, SUBMISSION
from tutela.federation.machine import MESSAGES, PEERS
from tutela.hotline.machine import CASE
from tutela.indicators import machine as indicators
from tutela.law.machine import Machine, Move, mermaid
from tutela.law.machines import ALL
from tutela.observatory.editions.machine import EDITION
from tutela.platform.approvals.machine import REQUEST
from tutela.platform.webhooks import machine as webhooks
from tutela.redress.complaints.machine import COMPLAINT
from tutela.redress.fingerprints.machine import FINGERPRINT
from tutela.redress.flags.machine import FLAG
from tutela.redress.informing.machine import USER_NOTICE
from tutela.redress.misuse.machine import MISUSE
from tutela.redress.notices.flaggers.machine import FLAGGER
from tutela.redress.notices.machine import NOTICE
from tutela.redress.publishing import machine as publishing
from tutela.redress.requests.machine import REMOVAL_REQUEST
from tutela.redress.statements.machine import LETTER, STATEMENT
from tutela.reporting.machine import FILING
from tutela.reporting.threats.machine import THREAT

if TYPE_CHECKING:
    from collections.abc import Iterable

INTRODUCTION = """\
Whatever has states here moves by a table: from a state, by a command, to the next state, with the
event that tells of it. What is not in the table is refused. The diagrams are drawn from the tables
that the code runs on.

The first twenty-three drive the node. The others are the procedures of the Regulation as data: most
rest on drafts, and which of them a node may use is for its profile to say (`tutela law show`).
"""


def page() -> str:
    """All of them on one page."""
    ours = [
        _machine(ITEM),
        _machine(CLAIM),
        _indicator(),
        _delivery(),
        _publication(),
        _machine(FILING),
        _machine(THREAT),
        _machine(STATEMENT),
        _machine(LETTER),
        _machine(NOTICE),
        _machine(FLAGGER),
        _machine(COMPLAINT),
        _machine(FLAG),
        _machine(FINGERPRINT),
        _machine(USER_NOTICE),
        _machine(REMOVAL_REQUEST),
        _machine(CASE),
        _machine(EDITION),
        _machine(MISUSE),
        _machine(REQUEST),
        _machine(PEERS),
        _machine(MESSAGES),
        _machine(SUBMISSION),
        _machine(ACCESS),
    ]
    law = [_machine(one) for one in ALL]
    return markdown.page("State machines", INTRODUCTION, *ours, _findings(), *law)


def _findings() -> str:
    """What each finding leads to: the same table that decisions are carried out by."""
    columns = ("finding", "kept from view", "report", "bytes kept here", "second person", "look")
    more = ("handed over", "counts as", "why", "source")
    rows = [
        (
            markdown.code(finding.value),
            one.held.value.replace("-", " "),
            "drafted" if one.reported else "none",
            "erased" if one.erases else "stay",
            one.second.value.replace("-", " "),
            one.look.value.replace("-", " "),
            "yes" if one.hands_over else "no",
            one.counts.value,
            one.why,
            "; ".join(one.sources),
        )
        for finding, one in CONSEQUENCES.items()
    ]
    said = (
        "By rule: a second person by the service's policy, a look unless the hit is exact. "
        "[Why](../why/what-a-finding-leads-to.md).\n"
    )
    table = markdown.table((*columns, *more), rows)
    return f"## What a finding leads to\n\n{said}\n{table}"


def _machine(one: Machine[Any]) -> str:
    rows = [_move(one, source, command, move) for (source, command), move in one.moves.items()]
    columns = ("from", "command", "to", "who", "only if", "event", "clocks", "source")
    shown = [at for at in range(len(columns)) if at < 4 or any(row[at] for row in rows)]  # noqa: PLR2004
    parts = [
        f"## {one.title}\n",
        f"`{one.name}`. Sources: {'; '.join(one.sources)}.\n" if one.sources else f"`{one.name}`\n",
        markdown.block(mermaid(one), "mermaid"),
        markdown.table([columns[at] for at in shown], ([row[at] for at in shown] for row in rows)),
    ]
    return "\n".join(parts)


def _move(one: Machine[Any], source: str, command: str, move: Move[Any]) -> tuple[str, ...]:
    return (
        str(source),
        markdown.code(str(command)),
        str(move.target),
        ", ".join(sorted(move.actors)),
        one.guards[move.guard] if move.guard else "",
        markdown.code(move.event),
        ", ".join(f"{clock.effect.value} `{clock.clock}`" for clock in move.clocks),
        move.source,
    )


def _indicator() -> str:
    moves = [(str(s), str(c), str(t), "") for (s, c), t in indicators.MOVES.items()]
    return _simple("An indicator in a bank", "indicator", "proposed", moves)


def _delivery() -> str:
    moves = [(str(s), str(c), str(t), str(e or "")) for (s, c), (t, e) in webhooks.MOVES.items()]
    return _simple("A message to the platform", "delivery", "pending", moves)


def _publication() -> str:
    moves = [(str(s), str(c), str(t), str(e or "")) for (s, c), (t, e) in publishing.MOVES.items()]
    return _simple("A statement on its way to the Transparency Database", "publication", "waiting",
                   moves)  # fmt: skip


def _simple(title: str, name: str, initial: str, moves: Iterable[tuple[str, str, str, str]]) -> str:
    rows = list(moves)
    lines = ["stateDiagram-v2", f"    [*] --> {initial}"]
    lines += [f"    {source} --> {target}: {command}" for source, command, target, _ in rows]
    sources = {source for source, *_ in rows}
    lines += [f"    {end} --> [*]" for end in sorted({row[2] for row in rows} - sources)]
    told = any(event for *_, event in rows)
    columns = ("from", "command", "to", "event")[: 4 if told else 3]
    cells = [(s, markdown.code(c), t, markdown.code(e))[: len(columns)] for s, c, t, e in rows]
    parts = [f"## {title}\n", f"`{name}`\n", markdown.block("\n".join(lines), "mermaid")]
    return "\n".join([*parts, markdown.table(columns, cells)])
