"""What papers and their parts are called in print. Data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tutela.observatory.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES: Final[Mapping[Kind, str]] = {
    Kind.DSA: "Transparency report (Regulation (EU) 2022/2065)",
    Kind.INTERIM: "Report under Regulation (EU) 2021/1232",
}
NAMES: Final[Mapping[str, str]] = {
    "1_report_identification": "1 Identification of the report",
    "2_categories_names": "2 Names of the categories",
    "3_member_states_orders": "3 Orders of authorities of Member States",
    "4_notices": "4 Notices",
    "5_own_initiative_illegal": "5 At the provider's own initiative: illegal content",
    "6_own_initiative_TC": "6 At the provider's own initiative: terms and conditions",
    "7_appeals_and_recidivism": "7 Appeals and recidivism",
    "8_automated_means": "8 Automated means",
    "11_qualitative": "11 Descriptions",
    "1_types_and_volumes": "1 Types and volumes of data processed",
    "2_ground": "2 Ground of processing",
    "3_transfers": "3 Ground of transfers outside the Union",
    "4_cases": "4 Cases that were identified",
    "5_redress": "5 Redress",
    "6_errors": "6 Numbers and ratios of errors",
    "7_measures": "7 Measures to limit the error rate",
    "8_retention_and_safeguards": "8 Retention and safeguards",
    "9_organisations": "9 Organisations with which data were shared",
}
