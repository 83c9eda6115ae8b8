"""The pages: one module for each place. Each parses, authorises, asks a service and renders."""

from tutela.web.pages import banks, case, deliveries, desk, law, log, look, node

ROUTERS = tuple(place.router for place in (desk, case, look, banks, deliveries, law, log, node))
