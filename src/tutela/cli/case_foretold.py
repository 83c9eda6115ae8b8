"""What a finding would do to items of a case, for `tutela case decide --dry-run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.casework.errors import AlreadyDecided, ItemUnknown
from tutela.casework.foretelling import foretold
from tutela.casework.machine import TO_DECIDE
from tutela.cli import output

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tutela.casework.model import Case, CaseItem
    from tutela.law.model import Finding


def foretell(
    found: Case, finding: Finding, chosen: Collection[UUID], now: datetime, *, as_json: bool
) -> None:
    """Says it for each item chosen, or for all that wait. Raises ItemUnknown, AlreadyDecided."""
    items = _items(found, chosen)
    will = {one.id: foretold(finding, [one], found.second_person, now) for one in items}
    if as_json:
        output.emit({"items": [{"item": str(one), "will": said} for one, said in will.items()]})
        return
    for one, said in will.items():
        output.say("[bold]{item}[/]  {finding}", item=one, finding=finding.value)
        for sentence in said:
            output.say("  {sentence}", sentence=sentence)
    output.say("Nothing was done.")


def _items(found: Case, chosen: Collection[UUID]) -> list[CaseItem]:
    by_id = {one.id: one for one in found.items}
    for item in chosen:
        if item not in by_id:
            raise ItemUnknown(item=item, case=found.summary.id)
    items = [one for one in found.items if one.state in TO_DECIDE]
    items = [by_id[item] for item in chosen] or items
    if not items:
        raise AlreadyDecided(case=found.summary.id)
    return items
