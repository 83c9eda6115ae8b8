"""`tutela technology`: recording a technology, switching it on for a surface, and off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tutela.cli import output
from tutela.cli.doors import asking_option, json_option, needs
from tutela.cli.opening import console_operator, opened
from tutela.detection import store, technologies
from tutela.detection.technologies import Basis, Record
from tutela.law import catalogue
from tutela.platform.permissions import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

DATE = click.DateTime(["%Y-%m-%d"])


@click.group()
def technology() -> None:
    """Detection technologies: everything ships switched off."""


@technology.command()
@click.argument("service")
@click.argument("name")
@click.option("--version", required=True, help="The version in use.")
@click.option("--impact-assessment", default="", help="Reference of the impact assessment.")
@click.option("--impact-assessment-on", type=DATE, help="Its date.")
@click.option("--prior-consultation", default="", help="Reference of the prior consultation.")
@click.option("--prior-consultation-on", type=DATE, help="Its date.")
@click.option(
    "--near-hits-hold",
    is_flag=True,
    help="The assessment lets near hits be held on communication surfaces.",
)
@click.option("--max-error-rate", type=click.FloatRange(0, 1), help="Limit you set, 0 to 1.")
@click.option("--min-reviewed-share", type=click.FloatRange(0, 1), help="Share people review.")
@click.option("--rationale", default="", help="Why these limits.")
@click.option("--demo", is_flag=True, help="A demo technology (demo nodes only).")
@json_option
@needs(Permission.TECHNOLOGY_RECORD)
def record(
    service: str,
    name: str,
    impact_assessment_on: datetime | None,
    prior_consultation_on: datetime | None,
    as_json: bool,  # noqa: FBT001
    **values: object,
) -> None:
    """Record a technology for SERVICE: assessment, consultation, limits."""
    one = Record(
        name=name,
        impact_assessment_on=_date(impact_assessment_on),
        prior_consultation_on=_date(prior_consultation_on),
        **values,  # type: ignore[arg-type]
    )
    with opened() as node:
        technologies.record(node, console_operator(), service, one)
    if as_json:
        output.emit({"service": service, "technology": name, "version": one.version})
        return
    output.say("Recorded [bold]{name} {version}[/]. It is still switched off everywhere.",
               name=name, version=one.version)  # fmt: skip


@technology.command()
@click.argument("service")
@click.argument("surface")
@click.argument("name")
@click.option("--basis", "legal_basis", default="", help="Legal basis (hosting surfaces).")
@click.option("--terms", "terms_clause", default="", help="Terms clause (hosting surfaces).")
@click.option(
    "--attest",
    "attestation",
    default="",
    help="Your statement that you checked the profile against its official text.",
)
@click.option("--profile", default=catalogue.DEFAULT, show_default=True, help="Legal profile.")
@click.option("--until", type=DATE, help="Day it ends by itself.")
@asking_option
@json_option
@needs(Permission.TECHNOLOGY_ACTIVATE)
def activate(
    service: str,
    surface: str,
    name: str,
    until: datetime | None,
    reason: str,
    as_json: bool,  # noqa: FBT001
    **values: str,
) -> None:
    """Switch technology NAME on for a surface, if the law lets it."""
    basis = Basis(ends_at=until.replace(tzinfo=UTC) if until else None, **values)
    with opened() as node:
        made = technologies.activate(
            node, console_operator(), service, surface, name, basis, reason=reason
        )
    if as_json:
        output.emit({"activation": str(made)})
    else:
        output.say("[bold]{name}[/] runs on {service}/{surface} now (activation {made}).",
                   name=name, service=service, surface=surface, made=made)  # fmt: skip


@technology.command()
@click.argument("activation", metavar="ACTIVATION", type=click.UUID)
@click.option("--reason", required=True, help="Why it is switched off.")
@json_option
@needs(Permission.TECHNOLOGY_ACTIVATE)
def deactivate(activation: UUID, reason: str, as_json: bool) -> None:  # noqa: FBT001
    """Switch an activation off."""
    with opened() as node:
        technologies.deactivate(node, console_operator(), activation, reason)
    if as_json:
        output.emit({"activation": str(activation), "running": False})
        return
    output.say("Switched off. Items from that surface are not scanned by it any more.")


@technology.command(name="list")
@json_option
@needs(Permission.NODE_READ)
def list_(as_json: bool) -> None:  # noqa: FBT001
    """List records and where each runs."""
    with opened() as node, node.read() as connection:
        records = store.technologies(connection)
        grounds = store.running_grounds(connection)
    rows = [
        {
            "service": one.service_id,
            "technology": one.name,
            "version": one.version,
            "demo": one.demo,
            "activations": [
                {"activation": str(g.id), "surface": g.surface, "profile": g.profile}
                for g in grounds
                if g.technology.id == str(one.id)
            ],
        }
        for one in records
    ]
    if as_json:
        output.emit({"technologies": rows})
        return
    output.table(
        ("service", "technology", "version", "runs on"),
        (
            (
                row["service"],
                row["technology"],
                row["version"],
                ", ".join(one["surface"] for one in row["activations"]) or "nowhere",
            )
            for row in rows
        ),
        empty="No technology is recorded, so nothing is scanned.",
    )


def _date(value: datetime | None) -> date | None:
    return value.date() if value else None
