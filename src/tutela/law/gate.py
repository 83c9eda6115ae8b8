"""The legal gate: may this technology look at this surface now, for this purpose?

Source: Regulation (EU) 2026/1881 with Regulation (EU) 2021/1232, Article 3(1), for communications;
the service's own recorded basis and terms for hosting. `now` is the server's clock. The date an
item claims is no argument, so back-dating an item opens nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tutela.law.basis import Activation, Surface, TechnologyRecord
from tutela.law.instants import utc
from tutela.law.model import BankPurpose, InputKind, NearHits, SurfaceKind, TechnologyKind
from tutela.law.profile import Profile
from tutela.law.provisions import Coverage
from tutela.law.refusals import Refusal, RefusalCode

__all__ = ["Permit", "Refusal", "RefusalCode", "decide"]


@dataclass(frozen=True, slots=True)
class Permit:
    """The gate's yes, with what an audit row needs: the activation and its ground.

    `profile` is set on communications, `basis` (the recorded legal basis) on hosting. An
    `ancillary` permit lets a bank be consulted within a scan that another permit opened; alone it
    opens none.
    """

    activation: str
    near_hits: NearHits
    profile: str | None = None
    basis: str | None = None
    ancillary: bool = False


@dataclass(frozen=True, slots=True)
class _Question:
    profile: Profile | None
    surface: Surface
    technology: TechnologyRecord
    activation: Activation
    purpose: BankPurpose | None
    now: datetime
    node_is_demo: bool


def decide(
    *,
    profile: Profile | None,
    surface: Surface,
    technology: TechnologyRecord,
    activation: Activation | None,
    purpose: BankPurpose | None,
    now: datetime,
    node_is_demo: bool = False,
) -> Permit | Refusal:
    """A permit, or the first refusal that applies. Raises `NaiveInstant` for a `now` without zone.

    `purpose` is the bank's; None is for technologies that use no bank (`new`, `solicitation`).
    """
    now = utc(now)
    if activation is None:
        return Refusal(RefusalCode.NOT_ACTIVATED)
    asked = _Question(profile, surface, technology, activation, purpose, now, node_is_demo)
    for check in (*_EVERYWHERE, *_ON[surface.kind]):
        code = check(asked)
        if code is not None:
            return Refusal(code)
    return _permit(asked, activation)


def _permit(asked: _Question, activation: Activation) -> Permit:
    ancillary = asked.purpose is not None and asked.purpose.terms.ancillary
    if asked.surface.kind is SurfaceKind.HOSTING:
        near = NearHits.FLAG if ancillary else NearHits.HOLD
        basis = activation.legal_basis
        return Permit(activation.id, near, basis=basis, ancillary=ancillary)
    assessed = asked.technology.impact_assessment
    near = NearHits.FLAG if ancillary or assessed is None else assessed.near_hits
    profile = asked.profile.id if asked.profile else None
    return Permit(activation.id, near, profile=profile, ancillary=ancillary)


def _dates(asked: _Question) -> RefusalCode | None:
    if asked.now < asked.activation.starts:
        return RefusalCode.NOT_YET_STARTED
    return RefusalCode.ENDED if asked.now >= asked.activation.ends else None


def _same_things(asked: _Question) -> RefusalCode | None:
    if asked.activation.surface != asked.surface.id:
        return RefusalCode.OTHER_SURFACE
    same = asked.activation.technology == asked.technology.id
    return None if same else RefusalCode.OTHER_TECHNOLOGY


def _never(asked: _Question) -> RefusalCode | None:
    if asked.surface.kind is SurfaceKind.ACCESS:
        return RefusalCode.ACCESS_SURFACE
    if asked.surface.encrypted:
        return RefusalCode.ENCRYPTED
    return RefusalCode.AUDIO if InputKind.AUDIO in asked.technology.inputs else None


def _demo(asked: _Question) -> RefusalCode | None:
    demo_bank = asked.purpose is not None and asked.purpose.terms.demo_only
    if (asked.technology.is_demo or demo_bank) and not asked.node_is_demo:
        return RefusalCode.DEMO_ONLY
    return None


def _purpose(asked: _Question) -> RefusalCode | None:
    if asked.purpose is None:
        known = asked.technology.kind is TechnologyKind.KNOWN
        return RefusalCode.PURPOSE_MISSING if known else None
    fits = asked.surface.kind in asked.purpose.terms.surfaces
    return None if fits else RefusalCode.PURPOSE_ELSEWHERE


def _profile(asked: _Question) -> RefusalCode | None:
    if asked.profile is None:
        return RefusalCode.NO_PROFILE
    if asked.profile.is_draft:
        return None if asked.node_is_demo else RefusalCode.PROFILE_DRAFT
    return None if asked.profile.covers(asked.now) else RefusalCode.PROFILE_NOT_VALID


def _coverage(asked: _Question) -> RefusalCode | None:
    if asked.profile is None:
        return RefusalCode.NO_PROFILE
    answer = asked.profile.rule(asked.technology.kind, asked.surface.kind).answer
    if answer is Coverage.BY_ORDER:
        return None if _filled(asked.activation.order) else RefusalCode.NO_ORDER
    return None if answer is Coverage.PERMITTED else RefusalCode.NOT_PERMITTED


def _attestation(asked: _Question) -> RefusalCode | None:
    if asked.profile is None:
        return RefusalCode.NO_PROFILE
    given = asked.activation.attestation
    if asked.profile.verified:
        return None
    if given is None or given.profile != asked.profile.id or given.at > asked.now:
        return RefusalCode.NOT_ATTESTED
    return None


def _record(asked: _Question) -> RefusalCode | None:
    assessed = asked.technology.impact_assessment
    if assessed is None or assessed.on > asked.now.date():
        return RefusalCode.NO_IMPACT_ASSESSMENT
    consulted = asked.technology.prior_consultation
    if consulted is None or consulted.on > asked.now.date():
        return RefusalCode.NO_PRIOR_CONSULTATION
    return None


def _hosting_basis(asked: _Question) -> RefusalCode | None:
    if not _filled(asked.activation.legal_basis):
        return RefusalCode.NO_LEGAL_BASIS
    return None if _filled(asked.activation.terms_clause) else RefusalCode.NO_TERMS_CLAUSE


def _filled(text: str | None) -> bool:
    return text is not None and bool(text.strip())


_Check = Callable[[_Question], RefusalCode | None]
_EVERYWHERE: tuple[_Check, ...] = (_dates, _same_things, _never, _demo, _purpose)
_ON: dict[SurfaceKind, tuple[_Check, ...]] = {
    SurfaceKind.COMMUNICATION: (_profile, _coverage, _attestation, _record),
    SurfaceKind.HOSTING: (_hosting_basis,),
    SurfaceKind.ACCESS: (_never,),
}
