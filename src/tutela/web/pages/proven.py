"""Pages on which somebody proves again who they are before they change something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tutela.platform.accounts import proving
from tutela.web.program import program_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from tutela.platform.accounts.model import Session

# The pages that ask for a proof; after it the person comes back to theirs.
ASKING = re.compile(r"/(requests|keys|(people|roles)(/[a-z][a-z0-9._-]{1,39})?)")


def is_proven(request: Request, session: Session) -> bool:
    """Whether the person proved lately who they are: only then a page shows its forms."""
    return proving.recent(session, program_of(request).node.clock.now())


def require_proof(request: Request, session: Session) -> None:
    """Raises ProofNeeded."""
    proving.require_recent(session, program_of(request).node.clock.now())
