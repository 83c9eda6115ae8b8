"""The pages: one module for each place. Each parses, authorises, asks a service and renders."""

from tutela.web.pages import (
    account,
    banks,
    case,
    claims,
    components,
    deliveries,
    desk,
    health,
    law,
    log,
    look,
    marks,
    node,
    recipients,
    report,
    report_looks,
    reports,
    threats,
)

_PLACES = (
    desk,
    case,
    claims,
    marks,
    look,
    threats,
    reports,
    report,
    report_looks,
    recipients,
    banks,
    deliveries,
    law,
    log,
    node,
    health,
    account,
    components,
)
ROUTERS = tuple(place.router for place in _PLACES)
