"""Every public page's router. Add yours here."""

from tutela.web.public import asking, complaints, figures, notice, picture, statements, young

ROUTERS = (
    asking.router,
    complaints.router,
    figures.router,
    notice.router,
    picture.router,
    statements.router,
    young.router,
)
