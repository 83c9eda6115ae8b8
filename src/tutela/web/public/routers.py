"""Every public page's router. Add yours here."""

from tutela.web.public import (
    asking,
    complaints,
    figures,
    notice,
    outcome,
    picture,
    statements,
    young,
)

ROUTERS = (
    asking.router,
    complaints.router,
    figures.router,
    notice.router,
    outcome.router,
    picture.router,
    statements.router,
    young.router,
)
