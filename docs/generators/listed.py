"""What pages show of closed lists and of files of ours: texts that no line of code spells.

A page says the first with `word` and the second with `text` (`tutela.texts.phrase`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutela.casework.machine import ITEM
from tutela.detection.model import ADVICE, Reason
from tutela.law import catalogue, classification, machines
from tutela.law.deadlines import Wording
from tutela.law.machines.parts import Party
from tutela.law.model import BankPurpose, SurfaceKind, TechnologyKind, WithdrawalCause
from tutela.law.provisions import Coverage, DetectionMode, Duty, FeatureName, Standing
from tutela.platform.audit.report import Kind
from tutela.platform.permissions import Role
from tutela.platform.services.model import Retention, SecondPerson
from tutela.reporting.model import Environment
from tutela.reporting.national import where
from tutela.reporting.plugin import kinds
from tutela.web.support import contacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from enum import StrEnum

    from tutela.law.machine import Machine
    from tutela.law.profile import Profile

LISTS: tuple[Iterable[StrEnum], ...] = (
    BankPurpose, Coverage, DetectionMode, Duty, Environment, FeatureName, Kind, Party, Reason,
    Retention, Role, SecondPerson, Standing, SurfaceKind, WithdrawalCause, Wording,
    dict.fromkeys(ADVICE.values()),
)  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Each with the file it stands in."""
    for one in (one for members in LISTS for one in members):
        yield _module(type(one)), one.value.replace("-", " ")
    procedures: tuple[Machine[Any], ...] = (ITEM, *machines.ALL)
    for machine in procedures:
        yield "law/machines", machine.title
        yield from (("law/machines", sentence) for sentence in machine.guards.values())
    for profile in catalogue.all_profiles():
        yield from ((f"law/profiles/{profile.id}.yaml", one) for one in _of(profile) if one)
    for scheme in classification.all_schemes():
        titles = (scheme.title, *(label.title for label in scheme.labels))
        yield from ((f"law/schemes/{scheme.id}.yaml", one) for one in titles)
    for contact in contacts():
        yield from (
            ("web/support.yaml", one) for one in (contact.country, contact.name, contact.about)
        )
    yield from (("reporting/plugin.py", one.title) for one in kinds().values())
    yield from (("reporting/national/where.yaml", one) for one in _places() if one)


def _of(profile: Profile) -> Iterator[str]:
    yield from (profile.title, *profile.notes)
    rules = (profile.rule(looks, surface) for looks in TechnologyKind for surface in SurfaceKind)
    yield from (rule.note for rule in rules)
    yield from (one.note for one in profile.features)
    yield from (text for one in profile.deadlines for text in (one.counted_from, one.note))


def _places() -> Iterator[str]:
    for place in where.all_places():
        yield place.name
        yield from (one.note.value for one in place.bodies if isinstance(one.note, where.Fact))
        yield from (source.note for source in where.sheet().sources.values())


def _module(kind: type) -> str:
    return kind.__module__.removeprefix("tutela.").replace(".", "/") + ".py"
