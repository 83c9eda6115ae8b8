"""What must be known of the Centre: which of the nodes this one believes it is."""

from __future__ import annotations

from uuid import UUID

from tutela.reporting.model import Options


class CentreOptions(Options):
    """Who reports, and the id of the Centre's node among the other institutions."""

    centre: UUID
