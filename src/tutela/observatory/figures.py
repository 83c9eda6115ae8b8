"""Every figure of the papers by name: what it counts, on what that rests, and its query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory import (
    store_complaints,
    store_found,
    store_measures,
    store_misuse,
    store_notices,
    store_orders,
)
from tutela.observatory.errors import FigureUnknown
from tutela.observatory.model import Figure, Unit
from tutela.texts.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

_C, _H, _B = Unit.COUNT, Unit.HOURS, Unit.BYTES
_ORDERS = phrase("By sub-category, and by Member State of the authority.")
_NOTICES = phrase("By sub-category, and by whether a trusted flagger gave it.")
_MEASURES = phrase("By sub-category, and by what was done: hold, removal or kept from view.")
_KINDS = phrase("By known material, new material and solicitation.")
_FOUND = phrase(
    "By technology, and by what people found: right, wrong, open (no age can be told) or waiting."
)
_A15_ORDERS = "Regulation (EU) 2022/2065, Article 15(1)(a)"
_A15_NOTICES = "Regulation (EU) 2022/2065, Article 15(1)(b)"
_A15_OWN = "Regulation (EU) 2022/2065, Article 15(1)(c)"
_A15_MEANS = "Regulation (EU) 2022/2065, Article 15(1)(e)"
_A24 = "Regulation (EU) 2022/2065, Article 24(1)"
_A15_APPEALS = "Regulation (EU) 2022/2065, Article 15(1)(d)"
_INTERIM = "Regulation (EU) 2021/1232, Article 3(1)(g)(vii)"

FIGURES: Final = (
    Figure("orders-to-act", _C, phrase(
        "Orders to act against illegal content that came in within the period, under Article 9 or "
        "national law; what was dismissed as no order is left out."
    ), _ORDERS, _A15_ORDERS, store_orders.to_act),
    Figure("orders-to-act-items", _C, phrase(
        "Things that those orders name, each as often as it is named."
    ), _ORDERS, _A15_ORDERS, store_orders.items_to_act),
    Figure("orders-to-act-told", _H, phrase(
        "Hours from the receipt of such an order until its authority was told of it."
    ), _ORDERS, _A15_ORDERS, store_orders.told_of_act),
    Figure("orders-to-act-effect", _H, phrase(
        "Hours from the receipt of such an order until effect was given to it."
    ), _ORDERS, _A15_ORDERS, store_orders.effect_of_act),
    Figure("orders-to-inform", _C, phrase(
        "Orders to provide information that came in within the period, under Article 10."
    ), _ORDERS, _A15_ORDERS, store_orders.to_inform),
    Figure("orders-to-inform-told", _H, phrase(
        "Hours from the receipt of an order to provide information until its authority was told of "
        "it."
    ), _ORDERS, _A15_ORDERS, store_orders.told_of_inform),
    Figure("orders-to-inform-effect", _H, phrase(
        "Hours from the receipt of an order to provide information until effect was given to it."
    ), _ORDERS, _A15_ORDERS, store_orders.effect_of_inform),
    Figure("notices", _C, phrase(
        "Notices that came in within the period, by the form or the API. What is no material and "
        "no solicitation stands under “other”."
    ), _NOTICES, _A15_NOTICES, store_notices.received),
    Figure("notices-items", _C, phrase(
        "Places that those notices name. Six months after its decision the places of a notice are "
        "erased; from then on it counts as one."
    ), _NOTICES, _A15_NOTICES, store_notices.items),
    Figure("notices-hours", _H, phrase(
        "Hours from the receipt of a notice until it was decided, of those that were."
    ), _NOTICES, _A15_NOTICES, store_notices.decided_after),
    Figure("notices-law", _C, phrase(
        "Notices of the period on which the service acted because it is illegal."
    ), _NOTICES, _A15_NOTICES, store_notices.by_law),
    Figure("notices-terms", _C, phrase(
        "Notices of the period on which the service acted because it breaks the terms."
    ), _NOTICES, _A15_NOTICES, store_notices.by_terms),
    Figure("notices-outcomes", _C, phrase(
        "Notices of the period by what was decided on them."
    ), phrase("By decision."), _A15_NOTICES, store_notices.outcomes),
    Figure("notices-measures", _C, phrase(
        "Restrictions that took effect within the period and that a notice led to first, as the "
        "platform said: one for each statement of reasons."
    ), _MEASURES, _A15_NOTICES, store_measures.noticed),
    Figure("measures-illegal", _C, phrase(
        "Restrictions that took effect within the period because of illegal content, after neither "
        "an order nor a notice: one for each statement of reasons, so that a hold and the removal "
        "after it are two. What a user flagged counts here: a flag is no notice of Article 16."
    ), _MEASURES, _A15_OWN, store_measures.illegal),
    Figure("measures-illegal-automated", _C, phrase(
        "Those of them whose item was found by a machine alone."
    ), _MEASURES, _A15_OWN, store_measures.illegal_automated),
    Figure("measures-illegal-accounts", _C, phrase(
        "Those of them that also closed the account."
    ), _MEASURES, _A15_OWN, store_measures.illegal_accounts),
    Figure("measures-terms", _C, phrase(
        "Restrictions that took effect within the period because of the terms, after neither an "
        "order nor a notice: one for each statement of reasons."
    ), _MEASURES, _A15_OWN, store_measures.terms),
    Figure("measures-terms-automated", _C, phrase(
        "Those on the terms whose item was found by a machine alone."
    ), _MEASURES, _A15_OWN, store_measures.terms_automated),
    Figure("measures-terms-accounts", _C, phrase(
        "Those on the terms that also closed the account."
    ), _MEASURES, _A15_OWN, store_measures.terms_accounts),
    Figure("complaints", _C, phrase(
        "Complaints that came in within the period, by what came of them."
    ), phrase("By outcome, and by whether a user or a notifier complained."), _A15_APPEALS,
        store_complaints.received),
    Figure("complaints-hours", _H, phrase(
        "Hours from the receipt of a complaint until it was decided, of those that were."
    ), phrase("By outcome, and by whether a user or a notifier complained."), _A15_APPEALS,
        store_complaints.decided_after),
    Figure("disputes", _C, phrase(
        "Disputes that were brought before out-of-court bodies on the days of the period, as far "
        "as they are recorded here, by what was decided."
    ), phrase("By outcome."), _A24, store_complaints.disputes),
    Figure("disputes-hours", _H, phrase(
        "Hours from the first moment of the day a dispute was brought until its decision was "
        "recorded here."
    ), phrase("By outcome."), _A24, store_complaints.disputes_decided_after),
    Figure("suspensions", _C, phrase(
        "Suspensions that began within the period, after a warning and by the decision of people "
        "here; what a platform ends by its own process is not known here."
    ), phrase("By what was misused: content, notices or complaints."), _A24,
        store_misuse.suspended),
    Figure("found", _C, phrase(
        "Items that came in within the period and that a technology flagged, by what people found, "
        "as it stands now: a reversal corrects it."
    ), _FOUND, _A15_MEANS, store_found.by_technology),
    Figure("found-kinds", _C, phrase(
        "The same items by what the technology looks for; found by two technologies of one kind, "
        "an item counts once."
    ), _KINDS, _A15_MEANS, store_found.by_kind),
    Figure("found-in-communications", _C, phrase(
        "Items of communications that came in within the period and that a technology flagged, by "
        "what people found, as it stands now."
    ), _FOUND, _INTERIM, store_found.by_technology_there),
    Figure("found-in-communications-kinds", _C, phrase(
        "The same items of communications by what the technology looks for, each once."
    ), _KINDS, _INTERIM, store_found.by_kind_there),
    Figure("scanned", _C, phrase(
        "Items that the node was given on the days of the period, by the kind of their surface and "
        "the verdict; those it did not scan too."
    ), phrase("By kind of surface, and by verdict."), _INTERIM, store_found.scanned),
    Figure("scanned-bytes", _B, phrase(
        "Their size together."
    ), phrase("By kind of surface, and by verdict."), _INTERIM, store_found.scanned_bytes),
    Figure("reports", _C, phrase(
        "Reports about items of communications for which a recipient gave a receipt in production "
        "within the period."
    ), _KINDS, _INTERIM, store_found.reports),
    Figure("reported-items", _C, phrase(
        "Items of communications in those reports."
    ), phrase("By known material, new material and solicitation, and by kind of file."),
        _INTERIM, store_found.reported_items),
    Figure("removed-in-communications", _C, phrase(
        "Items of communications that were removed within the period after a person's decision."
    ), _KINDS, _INTERIM, store_found.removed_there),
    Figure("accounts-in-communications", _C, phrase(
        "Removals among them that also closed the account."
    ), _KINDS, _INTERIM, store_found.accounts_there),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Figure]] = {one.name: one for one in FIGURES}


def named(name: str) -> Figure:
    """Raises FigureUnknown."""
    found = BY_NAME.get(name)
    if found is None:
        raise FigureUnknown(name=name)
    return found
