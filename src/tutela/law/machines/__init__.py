"""The Regulation's procedures as tables, each with its articles. Clocks name profile deadlines.

Most rest on COM(2022) 209, a draft: which ones a node may use is for its profile to say.
"""

from tutela.law.errors import MachineUnknown
from tutela.law.machine import Machine
from tutela.law.machines.authority_order import ORDER
from tutela.law.machines.beside_report import REPORTED_ITEM, RETENTION, USER_NOTICE
from tutela.law.machines.blocking_order import BLOCKING_ORDER, URL_ENTRY
from tutela.law.machines.complaint import AUTHORITY_COMPLAINT, COURT_CASE, DISPUTE
from tutela.law.machines.content_order import DELISTING_ORDER, REMOVAL_ORDER
from tutela.law.machines.detection_order import DETECTION_ORDER
from tutela.law.machines.report import REPORT
from tutela.law.machines.risk_assessment import RISK_ASSESSMENT
from tutela.law.machines.victim_request import VICTIM_REQUEST
from tutela.law.machines.voluntary_measure import VOLUNTARY_MEASURE

ALL: tuple[Machine[str], ...] = (
    REPORT,
    USER_NOTICE,
    REPORTED_ITEM,
    RETENTION,
    REMOVAL_ORDER,
    BLOCKING_ORDER,
    URL_ENTRY,
    DELISTING_ORDER,
    DETECTION_ORDER,
    VOLUNTARY_MEASURE,
    RISK_ASSESSMENT,
    VICTIM_REQUEST,
    AUTHORITY_COMPLAINT,
    DISPUTE,
    COURT_CASE,
    ORDER,
)


def machine(name: str) -> Machine[str]:
    """The machine of that name. Raises `MachineUnknown`."""
    for found in ALL:
        if found.name == name:
            return found
    choices = ", ".join(found.name for found in ALL)
    raise MachineUnknown(machine=name, choices=choices)
