"""Every public page's router. Add yours here."""

from tutela.web.public import notice, picture, statements, young

ROUTERS = (notice.router, picture.router, statements.router, young.router)
