"""Your account: what you sign in with. Every person changes their own, and nobody else's here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from tutela.platform.accounts import passwords, proving, service, sessions
from tutela.platform.accounts.errors import CredentialsRefused, PasswordWeak, TooManyAttempts
from tutela.platform.accounts.factors import enrolling, registering, removing, sheets, signing
from tutela.platform.accounts.factors.errors import CodeRefused, PasskeyRefused, StepEnded
from tutela.platform.accounts.factors.model import Method
from tutela.platform.accounts.factors.recovery import CODES
from tutela.platform.accounts.factors.registering import LONGEST_NAME
from tutela.platform.accounts.model import Session
from tutela.platform.accounts.steps import Kind
from tutela.platform.permissions import Permission
from tutela.platform.secret import Secret
from tutela.texts.phrase import phrase
from tutela.web import ceremonies, qr, templates
from tutela.web.access import own_account, source_of
from tutela.web.errors import ACCOUNT, PROVE
from tutela.web.pages.proven import ASKING
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.accounts.model import OpenedSession
    from tutela.platform.errors import TutelaError

router = APIRouter(include_in_schema=False)
APP = "/account/app"
GROUP = 4
CHANGED = phrase("You have a new password, and your other sessions have ended.")
FINGERPRINT = r"^[0-9a-f]{64}$"
# How the page says what somebody signed in with.
METHODS = {
    Method.PASSWORD: phrase("password"),
    Method.CODE: phrase("password and code"),
    Method.RECOVERY_CODE: phrase("password and recovery code"),
    Method.PASSKEY: phrase("passkey"),
    Method.SSO: phrase("single sign-on"),
    Method.SSO_STRONG: phrase("single sign-on, with a second factor there"),
}
Person = Annotated[Session, Depends(own_account)]


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Somewhere the person is signed in."""

    fingerprint: str
    method: str
    opened_at: datetime
    last_seen_at: datetime
    this: bool


@router.get(ACCOUNT)
def account(request: Request, session: Person) -> Response:
    """What the person signs in with."""
    return _account(request, session)


@router.get(PROVE)
def show_proof(
    request: Request, session: Person, onward: Annotated[str, Query(alias="next")] = ""
) -> Response:
    """The form in which the person proves again who they are."""
    return _proof_form(request, session, onward=onward)


@router.post(PROVE)
def prove(
    request: Request,
    session: Person,
    proof: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Takes a code, or the password of whoever has no factor."""
    node, source = program_of(request).node, source_of(request)
    known = removing.standing_of(node, session).has_factor
    by = proving.by_code if known else proving.by_password
    try:
        by(node, session, Secret(proof), source)
    except (CodeRefused, CredentialsRefused, TooManyAttempts) as error:
        return _proof_form(request, session, error, onward=onward)
    return _to(_onward(onward))


@router.post(f"{PROVE}/passkey")
def ask_for_proof(
    request: Request, session: Person, onward: Annotated[str, Form(alias="next")] = ""
) -> Response:
    """The page on which the browser asks for a passkey as proof."""
    own = session.account_id
    node, source = program_of(request).node, source_of(request)
    asked = signing.start(node, Kind.PASSKEY_PROVE, own, source=source)
    return ceremonies.prove(request, asked, _onward(onward))


@router.post(f"{PROVE}/passkey/answer")
def prove_by_passkey(
    request: Request,
    session: Person,
    step: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Takes a passkey as proof."""
    node, source = program_of(request).node, source_of(request)
    try:
        proving.by_passkey(node, session, Secret(step), answer, source)
    except (PasskeyRefused, StepEnded, TooManyAttempts) as error:
        return _proof_form(request, session, error, onward=onward)
    return _to(_onward(onward))


@router.post("/account/passkeys")
def ask_for_new_passkey(
    request: Request, session: Person, name: Annotated[str, Form()] = ""
) -> Response:
    """The page on which the browser makes a passkey. Raises ProofNeeded."""
    asked = registering.start(program_of(request).node, session, name)
    return ceremonies.add(request, asked, name)


@router.post("/account/passkeys/answer")
def add_passkey(
    request: Request,
    session: Person,
    step: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Adds the passkey that was made; with a first factor come recovery codes, shown this once."""
    node = program_of(request).node
    try:
        made = registering.finish(node, session, Secret(step), answer, name)
    except (PasskeyRefused, StepEnded) as error:
        return _account(request, session, error)
    return _codes(request, made) if made else _to(ACCOUNT)


@router.post("/account/passkeys/{passkey_id}/remove")
def remove_passkey(request: Request, session: Person, passkey_id: UUID) -> Response:
    """Removes a passkey."""
    removing.remove_passkey(program_of(request).node, session, passkey_id)
    return _to(ACCOUNT)


@router.post(APP)
def begin_app(request: Request, session: Person) -> Response:
    """Makes the secret of a new authenticator app."""
    enrolling.start(program_of(request).node, session)
    return _to(APP)


@router.get(APP)
def show_app(request: Request, session: Person) -> Response:
    """What is to be put into the app, until it is confirmed."""
    return _app_form(request, session)


@router.post("/account/app/confirm")
def confirm_app(request: Request, session: Person, code: Annotated[str, Form()] = "") -> Response:
    """Makes the app a factor, and shows the recovery codes this once."""
    node, source = program_of(request).node, source_of(request)
    try:
        made = enrolling.confirm(node, session, Secret(code), source)
    except (CodeRefused, TooManyAttempts) as error:
        return _app_form(request, session, error)
    return _codes(request, made) if made else _to(ACCOUNT)


@router.post("/account/app/remove")
def remove_app(request: Request, session: Person) -> Response:
    """Removes the authenticator app."""
    removing.remove_app(program_of(request).node, session)
    return _to(ACCOUNT)


@router.post("/account/recovery")
def new_codes(request: Request, session: Person) -> Response:
    """Shows new recovery codes, this once; the others end."""
    return _codes(request, sheets.new_codes(program_of(request).node, session))


@router.post("/account/password")
def change_password(
    request: Request,
    session: Person,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Gives the person the new password that they typed twice. Raises ProofNeeded."""
    if password != again:
        return _account(request, session, PasswordWeak(problem=phrase("the two are not the same")))
    try:
        service.change_own_password(program_of(request).node, session, Secret(password))
    except PasswordWeak as error:
        return _account(request, session, error)
    return _account(request, session, notice=CHANGED)


@router.post("/account/sessions/close")
def close_others(request: Request, session: Person) -> Response:
    """Ends all other sessions of the person."""
    sessions.close_others(program_of(request).node, session)
    return _to(ACCOUNT)


@router.post("/account/sessions/{fingerprint}/close")
def close_own(
    request: Request, session: Person, fingerprint: Annotated[str, Path(pattern=FINGERPRINT)]
) -> Response:
    """Ends one session of the person."""
    sessions.close_own(program_of(request).node, session, fingerprint)
    return _to(ACCOUNT)


def _account(
    request: Request, session: Session, error: TutelaError | None = None, *, notice: str = ""
) -> Response:
    node = program_of(request).node
    return _form(
        request,
        "account.html",
        error,
        standing=removing.standing_of(node, session),
        must_enrol=session.must_enrol,
        notice=notice,
        shortest=passwords.SHORTEST,
        sessions=[_line(one, session) for one in sessions.list_own(node, session)],
        most_codes=CODES,
        passkeys=ceremonies.where(request),
        longest_name=LONGEST_NAME,
        looks=session.actor.may(Permission.EVIDENCE_OPEN) and not session.must_enrol,
    )


def _line(one: OpenedSession, session: Session) -> SessionLine:
    return SessionLine(
        fingerprint=one.fingerprint,
        method=METHODS[Method(one.method)],
        opened_at=one.opened_at,
        last_seen_at=one.last_seen_at,
        this=one.fingerprint == session.fingerprint,
    )


def _proof_form(
    request: Request, session: Session, error: TutelaError | None = None, *, onward: str
) -> Response:
    standing = removing.standing_of(program_of(request).node, session)
    return _form(
        request,
        "account_prove.html",
        error,
        by_code=standing.has_factor,
        by_passkey=bool(standing.passkeys),
        name=session.actor.name,
        onward=_onward(onward),
    )


def _app_form(request: Request, session: Session, error: TutelaError | None = None) -> Response:
    enrolment = enrolling.started(program_of(request).node, session)
    address, secret = enrolment.address.reveal(), enrolment.secret.reveal()
    groups = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
    return _form(
        request, "account_app.html", error, address=address, groups=groups, qr=qr.drawn(address)
    )


def _codes(request: Request, made: list[Secret]) -> Response:
    return templates.page(request, "account_codes.html", codes=[one.reveal() for one in made])


def _form(request: Request, template: str, error: TutelaError | None, **view: object) -> Response:
    status, problem = (error.status, error.sentence) if error else (200, "")
    response = templates.page(request, template, status=status, problem=problem, **view)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def _onward(asked: str) -> str:
    """Where a proof leads on to, of the places that ask for one."""
    return asked if ASKING.fullmatch(asked) else ACCOUNT


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303)
