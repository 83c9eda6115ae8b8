"""What waits for a person in a case, as its row counts it: said here alone."""

from __future__ import annotations

from typing import Final

from sqlalchemy import or_

from tutela.casework.tables import case

# What people told of it, from outside or on the platform, and nobody has decided.
TOLD: Final = case.c.notices + case.c.flags
# Whether anything of a case waits for a decision that needs the claim.
WAITS: Final = or_(case.c.pending > 0, TOLD > 0)
