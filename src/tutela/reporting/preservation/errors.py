"""What preservation refuses, as sentences."""

from __future__ import annotations

from tutela.platform.errors import Conflict, NotFound


class PreservationUnknown(NotFound):
    """No clock of preservation runs for the report {report}: it was not filed, or its job has not
    run yet.
    """

    code = "preservation-unknown"


class NothingToDecide(Conflict):
    """Nothing asks for keeping the report {report} longer than the law of the Union allows, so
    there is nothing to decide.
    """

    code = "preservation-no-conflict"
