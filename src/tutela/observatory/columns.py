"""The columns of the Commission's tables, letter for letter, with their stray blanks. Data.

From a reader of published reports (Implementing Regulation (EU) 2024/2835, Annex I). The names of
parts 2, 5 and 6 are quoted in the Regulation, the rest is inferred.
"""

from __future__ import annotations

from typing import Final

_FIRST: Final = ("Applicability", "Service", "Reporting period")
_ILLEGAL: Final = "Category of illegal content"
_TERMS: Final = "Category of incompatibility with the provider's terms and conditions"
_OTHER: Final = 'Description of the sub-category "Other"'
_LONG: Final = (
    "Number of specific items of information included in the total number of notices by Trusted "
    "Flaggers (Trusted Flagger notices)"
)
ORDERS: Final = (
    "Number of orders to act against illegal content received",
    (
        "Number of specific items of information included in the total number of orders to act "
        "against illegal content"
    ),
    (
        "Median time to inform the authority of the receipt of the order to act against illegal "
        "content"
    ),
    "Median time to give effect to the order to act against illegal content",
    "Number of orders to provide information",
    "Median time to inform the authority of the receipt of the order to provide information",
    "Median time to give effect to the order to provide information",
)
NOTICES: Final = (
    "Number of notices received ",
    "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    _LONG,
    "Median time to take action",
    "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    (
        "Number of actions taken on the basis of the terms and conditions of the service (Trusted "
        "Flagger notices)"
    ),
)
OWN: Final = (
    "Number of measures taken at the provider's own initiative ",
    "Number of measures taken after detection with solely automated means ",
    "Visibility restriction Removal",
    "Visibility restriction Disable",
    "Visibility restriction Demoted",
    "Visibility restriction Age restricted",
    "Visibility restriction Interaction restricted",
    "Visibility restriction Labelled ",
    "Visibility restriction Other",
    "Monetary restriction Suspension",
    "Monetary restriction Termination",
    "Monetary restriction Other",
    "Provision of the service Suspension",
    "Provision of the service Termination",
    "Account restriction Suspension",
    "Account restriction Termination",
)
RESTRICTIONS: Final = OWN[2:]
_LOWERED: Final = (0, 1)  # those that the templates begin with a small letter
_ORDERS_MORE: Final = tuple(
    "Contextual information on " + (name[0].lower() + name[1:] if place in _LOWERED else name)
    for place, name in enumerate(ORDERS)
)
_LISTED: Final = (*_FIRST, "Section", "Indicator", "Scope", "Value", "Contextual Information")
SHEETS: Final[dict[str, tuple[str, ...]]] = {
    "1_report_identification": ("Applicability", "Service", "Indicator", "Value"),
    "2_categories_names": (
        "Category label",
        "Category description",
        "Category of illegal content / incompatible with the terms and conditions",
        "Contextual information",
    ),
    "3_member_states_orders": (*_FIRST, _ILLEGAL, _OTHER, "Scope", *ORDERS, *_ORDERS_MORE),
    "4_notices": (
        *_FIRST, _ILLEGAL, _OTHER, *NOTICES,
        *(f"Contextual information on {name}" for name in NOTICES),
    ),
    "5_own_initiative_illegal": (
        *_FIRST, _ILLEGAL, _OTHER, *OWN, *(f"Contextual Information on {name}" for name in OWN),
    ),
    "6_own_initiative_TC": (
        *_FIRST, _TERMS, _OTHER, *OWN, *(f"Contextual Information on {name}" for name in OWN),
    ),
    "7_appeals_and_recidivism": _LISTED,
    "8_automated_means": _LISTED,
    "11_qualitative": (*_FIRST, "Indicator", "Value"),
}  # fmt: skip
COUNTS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(column for column in SHEETS[name] if column.startswith("Number of"))
    for name in ("3_member_states_orders", "4_notices")
} | dict.fromkeys(("5_own_initiative_illegal", "6_own_initiative_TC"), OWN)
MEDIANS: Final[dict[str, tuple[str, ...]]] = {
    name: tuple(column for column in SHEETS[name] if column.startswith("Median"))
    for name in ("3_member_states_orders", "4_notices")
}
