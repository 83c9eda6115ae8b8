"""What the page of published figures says where there are none, as sentences."""

from __future__ import annotations

from tutela.platform.errors import NotFound


class FiguresUnknown(NotFound):
    """There are no such figures here. All that were published are on the page of figures."""

    code = "figures-unknown"


class FiguresGone(NotFound):
    """These figures were published here for as long as the law asks, and then erased."""

    code = "figures-gone"
    status = 410
