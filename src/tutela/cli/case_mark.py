"""`tutela case mark`: material that children themselves may have made or shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutela.casework import marking, recalling
from tutela.casework.children import Circumstance
from tutela.casework.marking import Marking
from tutela.cli import output
from tutela.cli.doors import json_option, needs, person_options
from tutela.cli.opening import opened, signed_in
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

NONE, WRONG = "none", "wrong"


@click.command()
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option(
    "--circumstance",
    required=True,
    type=click.Choice([*(one.value for one in Circumstance), NONE, WRONG]),
    help="How a child may have made or shared it. `none` takes the mark off; `wrong` asks another "
    "person to recall it.",
)
@click.option("--item", "items", multiple=True, type=click.UUID, help="Only this item.")
@click.option(
    "--childs-account",
    is_flag=True,
    help="The account seems to be the child's own: show support there.",
)
@click.option("--reason", required=True, help="Why, in words.")
@person_options(required=True)
@json_option
@needs(Permission.CASE_DECIDE)
def mark(
    case_id: UUID,
    circumstance: str,
    items: tuple[UUID, ...],
    childs_account: bool,  # noqa: FBT001
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Mark items that children themselves may have made or shared."""
    found = None if circumstance in (NONE, WRONG) else Circumstance(circumstance)
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        if circumstance == WRONG:
            recalling.recall(node, actor, case_id, reason=reason, item_ids=items or None)
        said = Marking(found, reason, childs_account)
        changed = marking.mark(node, actor, case_id, said, item_ids=items or None)
    if as_json:
        output.emit({"case": str(case_id), "items": changed})
        return
    output.say("{items}: {said}", items=output.counted(changed, "item"),
               said=found.sentence if found else "the mark is off.")  # fmt: skip
