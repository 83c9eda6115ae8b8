"""One frozen settings object, built once, from `TUTELA_HOME/tutela.toml` and the environment.

The environment wins over the file, the file over the default. Nothing else in Tutela reads the
environment. `tutela doctor` prints every setting with its value and source.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from tutela.platform.errors import BadInput
from tutela.platform.masterkey.address import IN_FILE, KeyAddressWrong
from tutela.platform.masterkey.address import parse as parse_key_address
from tutela.platform.objectaddress import IN_HOME, AddressWrong, ObjectAddress
from tutela.platform.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS_FILE = "tutela.toml"
PREFIX = "TUTELA_"
MEBIBYTE = 1024 * 1024
POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")
# As browsers spell it (RFC 6454, 6.2). Without TLS a browser gives passkeys to this machine only.
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?|http://localhost(:[0-9]+)?")
# What every server takes (RFC 5321), and nothing that could end a header line, or begin a word in a
# header that is read as another (RFC 2047).
MAIL_ADDRESS = re.compile(
    r"(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
# A code of 34 characters and a sign come after it, and 64 are allowed (RFC 5321, 4.5.3.1.1).
LONGEST_BOUNCES = 29
# Also http on this machine, where nobody reads along.
ISSUER = re.compile(
    r"(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?"
)
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingInvalid(BadInput):
    """The setting {name} ({source}) cannot be used: {problem}."""

    code = "setting-invalid"


class SettingsUnreadable(BadInput):
    """The settings file {path} cannot be read: {problem}."""

    code = "settings-unreadable"


class SettingUnknown(BadInput):
    """There is no setting named {name} ({source}). `tutela doctor` lists those there are."""

    code = "setting-unknown"


class Settings(BaseModel):
    """How this node runs. Policies of a service (what is kept, who seconds) are not here."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    home: Path = Field(description="Folder of this node: keys, database, kept evidence.")
    database_url: Secret | None = Field(
        None, description="PostgreSQL to use instead of the embedded one, as the application role."
    )
    database_owner_url: Secret | None = Field(
        None,
        description="The same database as the role that owns the tables; used by init, backup "
        "and restore.",
    )
    witness: Path | None = Field(
        None,
        description="File outside the home to which every signed checkpoint of the log is shown. "
        "Default: `<home>-witness/checkpoints`.",
    )
    evidence_store: str = Field(
        IN_HOME,
        description="Where sealed objects of hits are kept: `folder` (in the home), or a bucket, "
        "such as `s3://bucket/prefix?endpoint=https://store.example.org`.",
    )
    evidence_store_from: str | None = Field(
        None,
        description="Where they were kept before, written the same way; still read from, and "
        "emptied by `tutela evidence move`.",
    )
    evidence_key: str = Field(
        IN_FILE,
        description="Where a new master key is kept: `file` (in the home), or a key service that "
        "seals it, such as `aws-kms://arn:…` or `hcvault://host/transit/keys/name`. A node's key "
        "moves there with `tutela evidence rotate-key`.",
    )
    evidence_checks: int = Field(
        1000,
        ge=0,
        description="Kept objects opened each night to see that their bytes are whole, at most.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8321, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    origin: str | None = Field(
        None,
        description="Where people open the pages, such as `https://tutela.example.org`; passkeys "
        "are bound to it. Default: `http://localhost` and the port.",
    )
    tls_certificate: Path | None = Field(
        None,
        description="File with the certificate, and those it hangs on, to speak TLS with (PEM).",
    )
    tls_key: Path | None = Field(
        None, description="File with the certificate's key, without passphrase, mode 0600."
    )
    trusted_proxies: tuple[str, ...] = Field(
        (),
        description="Addresses or networks of the proxies in front, with commas between them; what "
        "they say of a caller's address and TLS is believed, and nobody else's word.",
    )
    connections_per_address: int = Field(
        64,
        ge=1,
        le=512,
        description="Most connections, and requests under way, that one address may have at once "
        "in a serving process; behind a trusted proxy, requests by the address that it names.",
    )
    public_forms_per_hour: int = Field(
        30,
        ge=1,
        le=100_000,
        description="Most forms without account (notices, complaints) that one address may send in "
        "an hour to a serving process.",
    )
    notice_embedders: tuple[str, ...] = Field(
        (),
        description="Sites that may show the form for notices in a frame, such as "
        "`https://forum.example`, with commas between them. No other page can be framed.",
    )
    workers: int = Field(
        1, ge=1, le=64, description="Serving processes on the one address; they share the decoders."
    )
    decoders: int = Field(
        2,
        ge=1,
        le=64,
        description="Decoding worker processes in all; a serving process has at least one.",
    )
    decoder_memory: int = Field(
        2048 * MEBIBYTE, ge=256 * MEBIBYTE, description="Memory limit of one decoder, bytes."
    )
    decoder_seconds: float = Field(30.0, gt=0, description="Time limit for decoding one item.")
    max_pixels: int = Field(50_000_000, ge=1, description="Largest picture decoded, pixels.")
    max_frames: int = Field(32, ge=1, le=256, description="Frames looked at in a moving picture.")
    max_item_bytes: int = Field(64 * MEBIBYTE, ge=1, description="Largest item taken in, bytes.")
    max_batch_items: int = Field(100, ge=1, le=1000, description="Items in one batch request.")
    index_max_age: float = Field(
        30.0, gt=0, description="Seconds without contact to the database until scans answer stale."
    )
    counter_seconds: float = Field(
        1.0,
        gt=0,
        description="Counters are written this often, in seconds; a crash loses the counts since.",
    )
    session_minutes: int = Field(
        30, ge=1, description="A signed-in page ends after idling so long."
    )
    second_factor: Literal["optional", "required"] | None = Field(
        None,
        description="Whether everybody who signs in to the pages needs a passkey or an "
        "authenticator app. Default: `required`; on a demo node `optional`.",
    )
    request_hours: int = Field(
        72,
        ge=13,
        le=720,
        description="A request to another person ends unanswered after so long.",
    )
    oidc_issuer: str | None = Field(
        None,
        description="The identity provider for single sign-on (OpenID Connect), as it names "
        "itself: an https address.",
    )
    oidc_client_id: str | None = Field(
        None, description="What the identity provider knows this node as."
    )
    oidc_secret_file: Path | None = Field(
        None, description="File with the secret it shares with this node, mode 0600."
    )
    oidc_strong: tuple[str, ...] = Field(
        (),
        description="Words of the provider, in `amr` or `acr`, that stand for a second factor, "
        "such as `mfa`. Without any, a passkey or a code is still asked for.",
    )
    oidc_acr: str | None = Field(
        None, description="The level (`acr`) that the provider is asked for and must vouch for."
    )
    oidc_max_age_minutes: int | None = Field(
        None,
        ge=0,
        le=1440,
        description="How long ago somebody may have proved who they are to the provider, at most.",
    )
    oidc_roles_claim: str = Field(
        "groups", description="Where the provider says which groups somebody is in."
    )
    oidc_roles: dict[str, tuple[str, ...]] = Field(
        {},
        description="A table of groups and the roles that each gives; accounts are made for their "
        "people at the first sign-in, and follow their groups. Without any, an account must be "
        "linked first.",
    )
    oidc_administrators: bool = Field(
        default=False,
        description="Whether groups may give roles that run the node or manage accounts and keys.",
    )
    claim_minutes: int = Field(
        30, ge=1, le=1440, description="A claim on a case ends after so long without work on it."
    )
    skip_hours: int = Field(
        12, ge=0, le=720, description="Who skips a case is not given it again for so long."
    )
    look_items: int = Field(
        80, ge=1, le=400, description="Items a person may look at in a day; see why/care."
    )
    look_minutes: int = Field(
        60, ge=1, le=240, description="Minutes that pictures may be before a person in a day."
    )
    look_points: int = Field(
        400,
        ge=10,
        le=2000,
        description="Severity a person may look at in a day; an item counts what its label weighs, "
        "1 to 10.",
    )
    streak_items: int = Field(
        20, ge=1, le=100, description="Items in a row, after which a pause is due."
    )
    streak_minutes: int = Field(
        15, ge=1, le=60, description="Minutes of looking in a row, after which a pause is due."
    )
    streak_points: int = Field(
        100, ge=10, le=500, description="Severity in a row, after which a pause is due."
    )
    pause_minutes: int = Field(
        15,
        ge=5,
        le=240,
        description="Minutes without a picture that end a row; also of a break.",
    )
    look_seconds: int = Field(
        20, ge=5, le=60, description="A picture is hidden again by itself after so long."
    )
    day_zone: str = Field(
        "UTC", description="Time zone by which a person's day begins, such as `Europe/Rome`."
    )
    support_contact: str = Field(
        "",
        max_length=300,
        description="Whom your own people can turn to, shown on the quiet page: the employer's "
        "contact, in words.",
    )
    misuse_least: int = Field(
        5,
        ge=2,
        le=10_000,
        description="From so many manifestly unfounded notices or complaints on, whoever gave them "
        "is shown to people as one to look at (ours: Article 23 sets no number).",
    )
    misuse_percent: int = Field(
        50,
        ge=1,
        le=100,
        description="And from such a share of all that they gave on, in percent (ours).",
    )
    misuse_content: int = Field(
        2,
        ge=1,
        le=1000,
        description="From so many confirmed items on, an account is shown to people so (ours).",
    )
    misuse_days: int = Field(
        180,
        ge=7,
        le=180,
        description="Days before now in which this is counted (ours).",
    )
    misuse_warning_days: int = Field(
        7,
        ge=1,
        le=90,
        description="Days after a warning arrived in which nobody is suspended (ours).",
    )
    misuse_suspension_days: int = Field(
        30, ge=1, le=90, description="Days that a suspension for misuse lasts at most (ours)."
    )
    statement_days: int = Field(
        180,
        ge=90,
        le=1096,
        description="Days that a statement of reasons is kept after the last day on which anybody "
        "can complain or speak of it here: as long as an out-of-court body may take (Article 21(4) "
        "of the Digital Services Act), for one that was asked on that day, and a court.",
    )
    victim_answer_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Days within which a victim's request should have its answer (ours: the law "
        "sets none).",
    )
    victim_kept_days: int = Field(
        400,
        ge=30,
        le=1096,
        description="Days that a victim's request is kept after the last thing that happened.",
    )
    victim_recheck_days: int = Field(
        30,
        ge=1,
        le=180,
        description="Days after which somebody looks again whether what was removed for a victim "
        "stays away; for a year.",
    )
    order_languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = Field(
        (),
        description="Languages that you declared for orders (Article 11(3) of the Digital Services "
        "Act), as letters such as `de,en`.",
    )
    order_hosts: tuple[Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")], ...] = Field(
        (),
        description="Hosts at which your services show what users share, such as `forum.example`. "
        "A removal order that names an address elsewhere is refused; empty: this is not looked at.",
    )
    triage_substantiated: bool = Field(
        default=False,
        description="Whether the EU Centre passes on only reports that facts make likely, and not "
        "all that are not manifestly unfounded, which is the draft's own, lower test.",
    )
    hotline_police_first: bool = Field(
        default=False,
        description="Whether a hotline tells the police first of all that is illegal: nobody else "
        "is told before they answered or their time is over.",
    )
    paper_years: int = Field(
        5,
        ge=5,
        le=50,
        description="Years that every version of a closed paper is kept, at least (Implementing "
        "Regulation (EU) 2024/2835); then its content is erased.",
    )
    paper_threshold: int = Field(
        5,
        ge=3,
        le=100,
        description="Counts below it, but for zero, are hidden in what anybody may see of a paper.",
    )
    webhook_attempts: int = Field(
        12, ge=1, le=50, description="Tries of one webhook delivery before it is a dead letter."
    )
    webhook_seconds: float = Field(10.0, gt=0, description="Time limit of one webhook try.")
    report_tries: int = Field(
        48, ge=1, le=1000, description="Tries of one report before a person must see to it."
    )
    report_seconds: float = Field(
        60.0, gt=0, description="Time limit of one request to a recipient of reports."
    )
    publishing_seconds: float = Field(
        60.0, gt=0, description="Time limit of one request to the Transparency Database."
    )
    mail_host: str | None = Field(
        None, description="Mail server that alerts are sent through; without it none is sent."
    )
    mail_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How the way to the mail server is protected; `none` for this machine only.",
    )
    mail_authorities: Path | None = Field(
        None, description="File of certificates to trust for the mail server, besides none other."
    )
    mail_user: str | None = Field(None, description="Name to sign in to the mail server with.")
    mail_password_file: Path | None = Field(
        None, description="File that holds its password, readable by the node's user only."
    )
    mail_from: str | None = Field(None, description="Address that alerts are sent from.")
    mail_bounces: str | None = Field(
        None,
        description="Address that letters to users come back to; a code is put before its @, after "
        "a +. Without it they come back to `mail_from`.",
    )
    mail_seconds: float = Field(
        10.0, gt=0, description="Time limit of each step of handing over one message."
    )
    mail_tries: int = Field(
        12, ge=1, le=50, description="Tries of one message before it counts as failed."
    )
    alert_minutes: int = Field(
        15, ge=1, le=1440, description="Nobody gets more than one message about alerts in so long."
    )
    alert_service: str | None = Field(
        None, description="Service whose webhook is told too when an alert is raised or ends."
    )
    disk_floor: int = Field(
        1024 * MEBIBYTE, ge=0, description="Free bytes under which a disk counts as nearly full."
    )
    backup_days: int = Field(
        7, ge=0, description="A backup older than this many days is called old; 0 asks for none."
    )
    language: str = Field(
        "en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language of pages and messages where nobody asks for another: `en`, or "
        "one that there is a catalogue for.",
    )
    catalogues: Path | None = Field(
        None,
        description="Folder with catalogues of your own (`nl.po`), besides those that come with "
        "the program.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is written to the log on standard error."
    )
    demo: bool = Field(
        default=False, description="Set by `init --demo` for good; cannot be changed afterwards."
    )

    @field_validator("database_url", "database_owner_url", mode="before")
    @classmethod
    def _as_secret(cls, value: object) -> object:
        if not value:
            return None
        if not isinstance(value, str) or not value.startswith(POSTGRESQL) or not _is_address(value):
            raise PydanticCustomError("address", "write postgresql://user:password@host/database")
        return Secret(value)

    @field_validator("origin")
    @classmethod
    def _as_origin(cls, value: str | None) -> str | None:
        if value and not ORIGIN.fullmatch(value):
            raise PydanticCustomError("origin", "write https://host, without a path")
        return value or None

    @field_validator("evidence_store", "evidence_store_from")
    @classmethod
    def _as_store(cls, value: str | None) -> str | None:
        if value in (None, IN_HOME):
            return value
        try:
            ObjectAddress.parse(value or "")
        except AddressWrong as error:
            raise PydanticCustomError("store", "{what}", {"what": str(error)}) from None
        return value

    @field_validator("evidence_key")
    @classmethod
    def _as_key(cls, value: str) -> str:
        try:
            parse_key_address(value)
        except KeyAddressWrong as error:
            raise PydanticCustomError("key", "{what}", {"what": str(error)}) from None
        return value

    @field_validator("day_zone")
    @classmethod
    def _as_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError):
            raise PydanticCustomError("zone", "write a time zone such as Europe/Rome") from None
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _as_issuer(cls, value: str | None) -> str | None:
        if value and not ISSUER.fullmatch(value):
            raise PydanticCustomError("issuer", "write https://host, with a path if it has one")
        return value or None

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _as_mapping(cls, value: object) -> object:
        """A table in the file; in a variable, the same as JSON."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise PydanticCustomError("mapping", "write JSON: groups and lists of roles") from None

    @field_validator(
        "trusted_proxies",
        "notice_embedders",
        "oidc_strong",
        "order_languages",
        "order_hosts",
        mode="before",
    )
    @classmethod
    def _as_words(cls, value: object) -> object:
        return _words(value)

    @field_validator("notice_embedders")
    @classmethod
    def _as_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(ORIGIN.fullmatch, value)):
            raise PydanticCustomError("origins", "write https://host, without a path")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _as_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_is_network, value)):
            raise PydanticCustomError(
                "network", "write addresses or networks: 10.0.0.5, 10.1.0.0/16"
            )
        return value

    @field_validator("mail_from", "mail_bounces")
    @classmethod
    def _as_address(cls, value: str | None) -> str | None:
        if value and not MAIL_ADDRESS.fullmatch(value):
            raise PydanticCustomError("mail_from", "write one address, such as tutela@example.org")
        return value or None

    @field_validator("mail_bounces")
    @classmethod
    def _with_room(cls, value: str | None) -> str | None:
        if value and len(value.partition("@")[0]) > LONGEST_BOUNCES:
            raise PydanticCustomError(
                "mail_bounces",
                "write at most {most} characters before its @",
                {"most": LONGEST_BOUNCES},
            )
        return value

    @field_validator("mail_security")
    @classmethod
    def _as_protection(cls, value: str, info: ValidationInfo) -> str:
        if value == "none" and info.data.get("mail_host") not in (None, *LOOPBACK):
            raise PydanticCustomError("mail", "without TLS mail_host must be this machine")
        return value

    @field_validator("demo")
    @classmethod
    def _as_demo(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic calls
        if value and info.data.get("mail_host") not in (None, *LOOPBACK):
            raise PydanticCustomError("mail", "a demo node sends mail to this machine only")
        return value

    @property
    def sends_mail(self) -> bool:
        """Whether alerts are sent by e-mail."""
        return bool(self.mail_host and self.mail_from)

    @property
    def pages_origin(self) -> str | None:
        """Where people open the pages; None if the port is not known before it is taken."""
        return self.origin or (f"http://localhost:{self.port}" if self.port else None)

    @property
    def requires_factor(self) -> bool:
        """Whether a person without a second factor may do no more than set one up."""
        return (self.second_factor or ("optional" if self.demo else "required")) == "required"

    @property
    def witness_path(self) -> Path:
        return self.witness or self.home.with_name(self.home.name + "-witness") / "checkpoints"

    @property
    def offers_sso(self) -> bool:
        """Whether people may sign in by single sign-on."""
        return bool(self.oidc_issuer and self.oidc_client_id and self.oidc_secret_file)

    @property
    def speaks_tls(self) -> bool:
        """Whether this node speaks TLS itself, or means to."""
        return bool(self.tls_certificate or self.tls_key)

    @property
    def listens_on_loopback(self) -> bool:
        return self.host in LOOPBACK


def load(
    home: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Settings, dict[str, str]]:
    """The settings, and where each came from (`default`, the file, or the variable).

    Raises SettingUnknown and SettingInvalid.
    """
    environment = os.environ if environment is None else environment
    folder = home or _home_of(environment)
    from_file = _read_file(folder / SETTINGS_FILE)
    from_environment = _read_environment(environment)
    values = {**from_file, **from_environment, "home": folder}
    sources = dict.fromkeys(Settings.model_fields, "default")
    sources |= dict.fromkeys(from_file, str(folder / SETTINGS_FILE))
    sources |= {name: PREFIX + name.upper() for name in from_environment}
    sources["home"] = "TUTELA_HOME" if environment.get("TUTELA_HOME") and not home else "default"
    return _build(values, sources), sources


def _home_of(environment: Mapping[str, str]) -> Path:
    try:
        named = environment.get("TUTELA_HOME") or Path.home() / ".tutela"
        return Path(named).expanduser().absolute()
    except RuntimeError as error:
        raise SettingInvalid(name="home", source="TUTELA_HOME", problem=error) from None


def _words(value: object) -> object:
    """A list in the file, or in a variable with commas between its words."""
    if isinstance(value, str):
        return tuple(word for one in value.split(",") if (word := one.strip()))
    return value


def _is_network(value: str) -> bool:
    try:
        # All addresses there are would be nobody: then anybody could choose whom we count.
        return ip_network(value).prefixlen > 0
    except ValueError:
        return False


def _is_address(url: str) -> bool:
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - slow to load, and rarely needed
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        return bool(make_url(url).database)
    except (ArgumentError, ValueError):
        return False


def _build(values: dict[str, Any], sources: dict[str, str]) -> Settings:
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        problem = first["msg"][:1].lower() + first["msg"][1:]
        raise SettingInvalid(name=name, source=sources.get(name, "?"), problem=problem) from None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise SettingsUnreadable(path=path, problem=error.strerror) from None
    except UnicodeDecodeError:
        raise SettingsUnreadable(path=path, problem="it is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsUnreadable(path=path, problem=error) from None
    for name in values:
        # The file lies in the home: it cannot say where that is.
        if name not in Settings.model_fields or name == "home":
            raise SettingUnknown(name=name, source=str(path))
    return values


def _read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    # Unknown TUTELA_* variables are left alone: a shell may carry them for other programs.
    found = {name: environment.get(PREFIX + name.upper()) for name in Settings.model_fields}
    found.pop("home")
    found.pop("demo")  # a variable must not be able to turn a node into a demo, or out of it
    return {name: value for name, value in found.items() if value}
