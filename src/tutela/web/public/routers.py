"""Every public page's router. Add yours here."""

from tutela.web.public import picture

ROUTERS = (picture.router,)
