"""What may be wrong with a link to a statement, for whoever has it."""

from __future__ import annotations

from tutela.platform.errors import NotFound


class LinkUnknown(NotFound):
    """This link leads to no letter, or its time is over. See that you have the whole link."""

    code = "statement-link-unknown"
