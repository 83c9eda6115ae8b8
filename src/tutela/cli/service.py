"""`tutela service`: declaring services, surfaces and the platform's webhook."""

from __future__ import annotations

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.law import places
from tutela.law.model import SurfaceKind
from tutela.platform.permissions import Permission
from tutela.platform.services import service as services
from tutela.platform.services import store
from tutela.platform.services.model import Policy, Retention, SecondPerson
from tutela.platform.webhooks import service as webhooks


@click.group()
def service() -> None:
    """Services and their surfaces, each declared once."""


@service.command()
@click.argument("name")
@click.option("--title", required=True, help="What people call the service.")
@click.option(
    "--retention",
    type=click.Choice([one.value for one in Retention]),
    default=Retention.FACTS.value,
    show_default=True,
    help="What is kept of a hit.",
)
@click.option("--retention-basis", default="", help="The law or order that asks for keeping it.")
@click.option(
    "--second-person",
    type=click.Choice([one.value for one in SecondPerson]),
    default=SecondPerson.NEVER.value,
    show_default=True,
    help="When a decision needs a second person: for near hits, or always.",
)
@click.option("--hold-hours", type=click.IntRange(1, 720), default=72, show_default=True)
@click.option("--scheme", default="a1-b2", show_default=True, help="Classification scheme.")
@asking_option
@click.option(
    "--language", default="", help="What people there write in, as two letters (ISO 639-1)."
)
@click.option(
    "--contact", default="", help="Where its users can complain: an e-mail address, or a page."
)
@click.option(
    "--territory",
    default="",
    metavar="XX,YY",
    help="Where restrictions act, if not everywhere it is offered: EU, EEA, or countries.",
)
@json_option
@needs(Permission.SERVICE_DECLARE)
def declare(
    name: str,
    title: str,
    retention: str,
    retention_basis: str,
    second_person: str,
    hold_hours: int,
    scheme: str,
    reason: str,
    language: str,
    contact: str,
    territory: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Declare a service, or change its policy."""
    policy = Policy(
        retention=Retention(retention),
        retention_basis=retention_basis,
        second_person=SecondPerson(second_person),
        hold_hours=hold_hours,
        scheme=scheme,
        language=language,
        contact=contact,
        territory=places.written(territory),
    )
    with opened() as node:
        services.declare_service(
            node, console_operator(), name, title=title, policy=policy, reason=reason
        )
    if as_json:
        output.emit({"service": name, "title": title})
        return
    output.say(
        "Declared [bold]{name}[/]. Next: tutela service surface {name} NAME --kind …", name=name
    )


@service.command()
@click.argument("name")
@click.argument("surface")
@click.option(
    "--kind", type=click.Choice([one.value for one in SurfaceKind]), required=True,
    help="communication: messages between people; hosting: content people store or post; "
    "access: internet access.",
)  # fmt: skip
@click.option("--encrypted", is_flag=True, help="End-to-end encrypted: never scanned.")
@json_option
@needs(Permission.SERVICE_DECLARE)
def surface(name: str, surface: str, kind: str, encrypted: bool, as_json: bool) -> None:  # noqa: FBT001
    """Declare a surface of a service. Its kind decides which law applies and cannot change."""
    with opened() as node:
        services.declare_surface(
            node,
            console_operator(),
            name,
            surface,
            kind=SurfaceKind(kind),
            encrypted=encrypted,
        )
    if as_json:
        output.emit({"service": name, "surface": surface, "kind": kind, "encrypted": encrypted})
        return
    output.say(
        "Declared [bold]{name}/{surface}[/] as {kind}.", name=name, surface=surface, kind=kind
    )


@service.command()
@click.argument("name")
@click.argument("url")
@asking_option
@json_option
@needs(Permission.SERVICE_DECLARE)
def webhook(name: str, url: str, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Set where the platform is told to hold, remove or restore; prints the signing secret once."""
    with opened() as node:
        secret = webhooks.set_webhook(node, console_operator(), name, url, reason=reason)
    if as_json:
        output.emit({"service": name, "url": url, "secret": secret.reveal()})
    else:
        output.say("Signing secret, shown this once: {secret}", secret=secret.reveal())


@service.command(name="list")
@json_option
@needs(Permission.NODE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List services and surfaces."""
    with opened() as node, node.read() as connection:
        found = store.services(connection)
        surfaces = store.surfaces(connection)
    if as_json:
        output.emit(
            {
                "services": [
                    {
                        "service": one.id,
                        "title": one.title,
                        "retention": one.policy.retention.value,
                        "second_person": one.policy.second_person.value,
                        "hold_hours": one.policy.hold_hours,
                        "scheme": one.policy.scheme,
                        "language": one.policy.language or None,
                        "contact": one.policy.contact or None,
                        "territory": list(one.policy.territory) or None,
                        "webhook": one.webhook_url,
                        "surfaces": [
                            {"surface": s.name, "kind": s.kind.value, "encrypted": s.encrypted}
                            for s in surfaces
                            if s.service_id == one.id
                        ],
                    }
                    for one in found
                ]
            }
        )
        return
    output.table(
        ("service", "surface", "kind", "kept of a hit", "second person", "hold"),
        (
            (
                one.id,
                s.name,
                s.kind.value + (" (encrypted)" if s.encrypted else ""),
                one.policy.retention.value,
                one.policy.second_person.value,
                f"{one.policy.hold_hours} h",
            )
            for one in found
            for s in surfaces
            if s.service_id == one.id
        ),
        empty="No surface yet. Declare one: tutela service surface SERVICE NAME --kind …",
    )
