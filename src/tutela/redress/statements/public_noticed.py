"""The letter about what was removed after a notice, for a user whom the node does not know. Pure.

Regulation (EU) 2022/2065, Article 17(3), as `public_letter`. It says that there was a notice, never
who gave it, nor what it said. There is one where a person found one of the offences of Directive
2011/93/EU: of anything else the node knows neither the law nor the clause of the terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.redress.notices.model import NoticeKind, Outcome
from tutela.redress.statements import public_letter, public_reasons
from tutela.texts.phrase import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tutela.platform.services.model import Service
    from tutela.redress.statements.model import Trigger
    from tutela.texts.catalogue import Catalogue

_FOUND: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.MATERIAL: public_reasons.SHOWS_ABUSE,
    NoticeKind.SOLICITATION: phrase(
        "A person decided that a child is approached there for sexual purposes."
    ),
    NoticeKind.EXTORTION: phrase(
        "A person decided that a child is threatened there with sexual pictures."
    ),
    NoticeKind.ABUSE: phrase(
        "A person decided that the sexual abuse or the sale of a child is offered or arranged "
        "there."
    ),
    NoticeKind.INCITEMENT: phrase(
        "A person decided that it calls for the sexual abuse of children, or explains it."
    ),
}
_CRIME: Final = phrase(
    "That is a crime throughout the European Union (Directive 2011/93/EU, Articles 3 to 7, and the "
    "laws that carry it out)."
)


def letters(
    kind: NoticeKind,
    outcome: Outcome,
    trigger: Trigger,
    service: Service,
    complain_until: datetime,
    catalogues: Iterable[Catalogue],
) -> dict[str, dict[str, str]]:
    """The letter in each language, by its tag: `title` and `text`; none where the node does not
    know the ground. `service` is as people typed it, made plain.
    """
    if outcome is not Outcome.ACTED_LAW or kind not in _FOUND:
        return {}
    title = phrase("Something you put on {service} was removed", service=service.title)
    texts = (
        public_reasons.cause(trigger, service.title),
        _FOUND[kind],
        public_reasons.MATERIAL_IS_A_CRIME if kind is NoticeKind.MATERIAL else _CRIME,
        public_reasons.BY_PEOPLE,
        public_reasons.BY_A_PERSON,
        public_letter.where(service.title, service.policy.territory),
        public_letter.STAYS_REMOVED,
        *public_letter.redress(
            service.title, service.policy.contact, complain_until, by_link=False
        ),
    )
    return {one.language: _letter(title, texts, one) for one in catalogues}


def _letter(title: str, texts: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    first, *rest = (said(one, catalogue) for one in (title, *texts))
    return {"title": first, "text": "\n\n".join((first, *rest)) + "\n"}
