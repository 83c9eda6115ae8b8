"""`tutela court`: a court's own key, in a folder of its own, on a machine that is no node; and the
keys of courts that a node believes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tutela.cli import output
from tutela.cli.doors import (
    INPUT_FILE,
    OPEN,
    SECRET_FILE,
    asking_option,
    json_option,
    needs,
    person_options,
    read_secret,
)
from tutela.cli.opening import console_operator, opened, signed_in
from tutela.cli.report_given import new_file
from tutela.federation import signing
from tutela.law.draft import SENTENCE
from tutela.law.languages import language_name
from tutela.orders.removal import court as courtroom
from tutela.orders.removal import courts, papers, public_print
from tutela.orders.removal.errors import CourtRefuses
from tutela.orders.removal.model import WordKind
from tutela.orders.removal.public_words import FOUND, NOT_QUALIFIED
from tutela.platform.languages import of_papers
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.orders.removal.model import CourtKey

FOLDER = click.argument("folder", type=click.Path(path_type=Path))
FOLDER_OPTION = click.option(
    "--folder", type=click.Path(path_type=Path), required=True, help="The folder of the key."
)
PASSPHRASE = click.option(
    "--passphrase-file",
    type=SECRET_FILE,
    help="Read the passphrase from this file instead of asking (- for standard input).",
)
YES = click.option("--yes", is_flag=True, help="It was read elsewhere: do not ask.")
TO = click.option(
    "--to", "path", type=click.Path(path_type=Path), required=True, metavar="FILE",
    help="A new file for what is signed; a PDF to read goes beside it.",
)  # fmt: skip
COURT = click.argument("court_id", metavar="COURT", type=click.UUID)
NOT_SIGNED = "nobody agreed"


@click.group()
def court() -> None:
    """Keys by which courts sign removal orders: a court's own, and those that a node believes.

    This rests on draft law, COM(2022) 209. `init`, `show`, `sign` and `annul` are for the court: no
    node is opened. The rest is for nodes.
    """


@court.command()
@FOLDER
@click.option("--name", required=True, help="The court, as its orders name it.")
@click.option("--member-state", required=True, metavar="XX", help="Two letters, such as DE.")
@PASSPHRASE
@json_option
@needs(OPEN)
def init(
    folder: Path,
    name: str,
    member_state: str,
    passphrase_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Make a court's key in a new folder, sealed with a passphrase. Never on a node's machine."""
    passphrase = read_secret(passphrase_file, "passphrase", option="--passphrase-file", twice=True)
    _shown(courtroom.init(folder, name, member_state, passphrase), as_json=as_json)


@court.command()
@FOLDER
@json_option
@needs(OPEN)
def show(folder: Path, as_json: bool) -> None:  # noqa: FBT001
    """Print the public half of a court's key, to be given to nodes, and its code."""
    _shown(courtroom.show(folder), as_json=as_json)


@court.command()
@click.argument("request", type=INPUT_FILE)
@FOLDER_OPTION
@click.option("--redress", required=True, help="Where and until when redress is sought.")
@click.option("--valid-days", type=click.IntRange(1, 90), default=courtroom.VALID_DAYS,
              help="Within how many days it must come to the provider.")  # fmt: skip
@TO
@PASSPHRASE
@YES
@json_option
@needs(OPEN)
def sign(
    request: Path,
    folder: Path,
    redress: str,
    valid_days: int,
    path: Path,
    passphrase_file: Path | None,
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Sign what an authority asks for, after reading it: a removal order."""
    asked = papers.read_request(papers.from_file(request.read_bytes()))
    now = datetime.now(UTC)
    order = courtroom.to_sign(courtroom.show(folder), asked, redress, now, valid_days)
    _read_out(order, yes=yes)
    one = courtroom.opened(folder, _passphrase(passphrase_file))
    _written(courtroom.sign(one, order), path, asked.language, as_json=as_json)


@court.command()
@click.argument("order", type=INPUT_FILE)
@click.option("--kind", type=click.Choice([one.value for one in WordKind]), required=True,
              help="What the court says.")  # fmt: skip
@click.option("--words", required=True, help="What it says, in words.")
@click.option("--days", type=click.IntRange(0, 42), default=0, help="More days of non-disclosure.")
@FOLDER_OPTION
@TO
@PASSPHRASE
@YES
@json_option
@needs(OPEN)
def say(
    order: Path,
    kind: str,
    words: str,
    days: int,
    folder: Path,
    path: Path,
    passphrase_file: Path | None,
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Sign what the court says later of its order: it is clearer, secret for longer, or upheld."""
    _say(
        WordKind(kind), order, words, days, folder, path, passphrase_file, yes=yes, as_json=as_json
    )


@court.command()
@click.argument("order", type=INPUT_FILE)
@click.option("--words", required=True, help="Why, in words; the provider and the user read it.")
@FOLDER_OPTION
@TO
@PASSPHRASE
@YES
@json_option
@needs(OPEN)
def annul(
    order: Path,
    words: str,
    folder: Path,
    path: Path,
    passphrase_file: Path | None,
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Sign that an order is annulled: the provider restores what it removed."""
    _say(WordKind.ANNUL, order, words, 0, folder, path, passphrase_file, yes=yes, as_json=as_json)


@court.command(name="list")
@json_option
@needs(Permission.ORDER_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List the keys of courts that this node knows."""
    with opened() as node:
        found = courts.list_courts(node, console_operator())
    if as_json:
        output.emit({"courts": [_json(one) for one in found]})
        return
    output.table(
        ("court", "name", "in", "state", "code"),
        (
            (one.id, one.name, one.member_state, one.state.value, signing.code_of(one.key))
            for one in found
        ),
        empty="No key of a court is known here.",
    )


@court.command()
@click.argument("file", type=INPUT_FILE)
@person_options(required=True)
@json_option
@needs(Permission.ORDER_REGISTER)
def add(file: Path, person_name: str, password_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Add the public half of a court's key. It is not believed before you compared its code."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        one = courts.add(node, actor, papers.from_file(file.read_bytes()))
    if as_json:
        output.emit(_json(one))
        return
    output.say("The key of {name} is added, and not believed yet: {id}", name=one.name, id=one.id)
    output.say("Call the court, have the code read out, and type what you hear:")
    output.say("  tutela court compare {id} --code … --note …", id=one.id)


@court.command()
@COURT
@click.option("--code", required=True, help="The code that they read out.")
@click.option("--note", required=True, help="Whom you reached, and where the number is from.")
@asking_option
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def compare(
    court_id: UUID,
    code: str,
    note: str,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Believe the key of a court, once you compared its code; another person must agree."""
    with opened() as node:
        actor = signed_in(node, person_name, password_file)
        courts.compare(node, actor, court_id, code=code, note=note, reason=reason)
    _done({"court": str(court_id), "compared": True}, "It is believed: what it signs is taken.",
          as_json=as_json)  # fmt: skip


@court.command()
@COURT
@click.option("--reason", required=True, help="Why; the log keeps it.")
@person_options(required=True)
@json_option
@needs(Permission.ORDER_DECIDE)
def end(
    court_id: UUID,
    reason: str,
    person_name: str,
    password_file: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Believe the key of a court no more, for good."""
    with opened() as node:
        courts.end(node, signed_in(node, person_name, password_file), court_id, reason=reason)
    _done({"court": str(court_id), "ended": True}, "Ended, for good.", as_json=as_json)


def _say(
    kind: WordKind,
    file: Path,
    words: str,
    days: int,
    folder: Path,
    path: Path,
    passphrase_file: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    about, _ = papers.read_order(papers.from_file(file.read_bytes()))
    public = courtroom.show(folder)
    word = courtroom.word_to_sign(public, kind, about, words, datetime.now(UTC), days)
    _read_out(about, word, yes=yes)
    one = courtroom.opened(folder, _passphrase(passphrase_file))
    _written(courtroom.sign_word(one, word), path, about.request.language, as_json=as_json)


def _passphrase(file: Path | None) -> Any:
    return read_secret(file, "passphrase", option="--passphrase-file")


def _read_out(order: papers.Order, word: papers.Word | None = None, *, yes: bool) -> None:
    """Shows what would be signed, and asks. Raises CourtRefuses."""
    request = order.request
    for name, value in (
        ("Asked for by", request.authority_name),
        ("Provider", f"{request.provider_name}, service {request.service}"),
        ("Found to be", "; ".join(str(FOUND[one]) for one in request.definitions)),
        ("Language", language_name(request.language)),
        ("Reasons", request.reasons),
        ("Users are not told for", f"{request.days} days. {request.days_reason}"),
        ("Redress", order.redress),
        *(("Names", one) for one in request.targets),
        *((("The court says", f"{word.kind.value}: {word.words} ({word.days} days)"),)
          if word else ()),
    ):  # fmt: skip
        click.echo(f"{name}: {output.shown(value)}", err=True)
    click.echo(f"{SENTENCE} {NOT_QUALIFIED}", err=True)
    if not yes and not click.confirm("Sign this?", err=True):
        raise CourtRefuses(problem=NOT_SIGNED)


def _written(paper: dict[str, Any], path: Path, language: str, *, as_json: bool) -> None:
    with new_file(path) as target:
        target.write(json.dumps(paper, indent=2).encode() + b"\n")
    pdf = path.with_suffix(".pdf")
    with new_file(pdf) as target:
        target.write(public_print.pdf(public_print.paper(paper, of_papers(), language)))
    _done({"file": str(path), "pdf": str(pdf)}, f"Signed: {path}, to be read in {pdf}.",
          as_json=as_json)  # fmt: skip


def _shown(public: courtroom.Public, *, as_json: bool) -> None:
    said = papers.to_json(public)
    if as_json:
        output.emit({"court": said, "code": public.code})
        return
    click.echo(json.dumps(said, indent=2))
    click.echo(f"The code, to be read out: {public.code}", err=True)


def _done(said: dict[str, Any], words: str, *, as_json: bool) -> None:
    if as_json:
        output.emit(said)
    else:
        output.say("{words}", words=words)


def _json(one: CourtKey) -> dict[str, Any]:
    return {
        "court": str(one.id),
        "name": one.name,
        "member_state": one.member_state,
        "state": one.state.value,
        "code": signing.code_of(one.key),
        "compared_by": one.compared_by_name or None,
        "compared_at": one.compared_at,
    }
