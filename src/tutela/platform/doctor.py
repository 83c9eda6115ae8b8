"""Examining a node: every setting explained, and whether it is safe to run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from tutela.platform import home, keys, safeguards
from tutela.platform.clock import SystemClock
from tutela.platform.database import address, migrate
from tutela.platform.database.engine import engine, failures_named, require_safe_role
from tutela.platform.errors import TutelaError
from tutela.platform.masterkey.address import IN_FILE
from tutela.platform.masterkey.errors import MasterKeyElsewhere
from tutela.platform.secret import Secret
from tutela.platform.services import identity
from tutela.platform.settings import SETTINGS_FILE, Settings
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


SHOWN_IN_QUERY = frozenset({"host", "port", "sslmode"})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `since`: from when on it has been so, where that is known."""

    name: str
    good: bool
    sentence: str
    since: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def settings_shown(settings: Settings, sources: dict[str, str]) -> list[dict[str, Any]]:
    """Every setting with its value (no password in it), source and meaning."""
    return [
        {
            "name": name,
            "value": _shown(getattr(settings, name)),
            "source": sources.get(name, "default"),
            "help": field.description or "",
        }
        for name, field in Settings.model_fields.items()
    ]


def examine(settings: Settings) -> list[Check]:
    """Looks at home, keys, database, log and address. A failed check stops only those behind it."""
    if not (settings.home / SETTINGS_FILE).exists():
        missing = identity.NotInitialised(home=settings.home)
        return [Check("home", good=False, sentence=missing.sentence)]
    checks = [_home(settings), _try("keys", lambda: _keys(settings))]
    checks.append(_try("database", lambda: _database(settings)))
    return [*checks, *standing(settings)]


def standing(settings: Settings) -> list[Check]:
    """What the settings alone say of how safe the node is. Asks nobody."""
    return [_witness(settings), _address(settings), _sign_in(settings)]


def _shown(value: object) -> object:
    if isinstance(value, Secret):
        url = make_url(value.reveal())
        # A query may carry passwords too, so only what is known to be harmless is shown of it.
        harmless = {name: one for name, one in url.query.items() if name in SHOWN_IN_QUERY}
        return url.set(query=harmless).render_as_string(hide_password=True)
    if value is None:
        return None
    return value if isinstance(value, bool | int | float) else str(value)


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, good=True, sentence=look())
    except TutelaError as error:
        return Check(name, good=False, sentence=error.sentence)


def _home(settings: Settings) -> Check:
    kind = "demo" if settings.demo else "production"
    found = safeguards.home(settings)
    return Check(
        found.name,
        found.good,
        phrase("A {kind} node. {sentence}", kind=kind, sentence=found.sentence),
    )


def _keys(settings: Settings) -> str:
    found = keys.load(settings.home / home.KEYS)
    place = found.evidence.place
    if place == settings.evidence_key:
        kept = (
            phrase("in its file") if place == IN_FILE else phrase("sealed by {place}", place=place)
        )
        return phrase(
            "All keys are there, readable by their owner only; the master key is {kept}.", kept=kept
        )
    raise MasterKeyElsewhere(place=place, wanted=settings.evidence_key)


def _database(settings: Settings) -> str:
    node_keys = keys.load(settings.home / home.KEYS)
    with address.reach(settings) as where:
        connections = engine(where.app_url)
        try:
            with failures_named(), connections.connect() as connection:
                version = connection.exec_driver_sql("SHOW server_version").scalar_one()
                migrate.require_current(connection)
                require_safe_role(connection)
                identity.find(connection, node_keys)
        finally:
            connections.dispose()
    kind = "embedded" if where.server else "given"
    return phrase(
        "PostgreSQL {version} ({kind}), tables up to date, role without special rights.",
        version=version,
        kind=kind,
    )


def _witness(settings: Settings) -> Check:
    found = safeguards.witness(settings)
    return Check(found.name, found.good, found.sentence)


def _address(settings: Settings) -> Check:
    """Where it listens; beyond this machine, whatever serving there would refuse for."""
    where = f"{settings.host}:{settings.port}"
    if settings.listens_on_loopback:
        return Check(
            "address",
            good=True,
            sentence=phrase("Listens on {where}, for this machine.", where=where),
        )
    lacking = safeguards.missing(settings, SystemClock().now())
    if not lacking:
        sentence = phrase("Listens on {where}, for others too, with every safeguard.", where=where)
        return Check("address", good=True, sentence=sentence)
    said = " ".join(one.sentence for one in lacking)
    return Check(
        "address",
        good=False,
        sentence=phrase("{where} is not served. {said}", where=where, said=said),
    )


def _sign_in(settings: Settings) -> Check:
    if settings.requires_factor:
        sentence = phrase("The pages open to those who sign in with a passkey or a second factor.")
        return Check("sign-in", good=True, sentence=sentence)
    sentence = phrase(
        "A password alone opens the pages: set second_factor to required for a real node."
    )
    return Check("sign-in", good=settings.demo, sentence=sentence)
