"""What the Centre says of telling a user, read strictly and bounded. Pure."""

from __future__ import annotations

from tutela.federation.wire import Instant  # noqa: TC001 - read by pydantic
from tutela.reporting.centre.wire import Body, Id


class Hold(Body):
    """Until when the user of a report is not to be told of it (Article 48(6))."""

    report: Id
    until: Instant


class HoldOver(Body):
    """That they may be told now."""

    report: Id
