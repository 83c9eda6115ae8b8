"""What the CyberTipline must know of a provider beside who it is."""

from __future__ import annotations

from tutela.reporting.model import Options
from tutela.reporting.words import Text


class CyberTipOptions(Options):
    """`mou_signed` only where the operator signed the industry's agreement on hash sharing: without
    it no file carries a classification. `mou_statement` says when, and with whom.
    """

    mou_signed: bool = False
    mou_statement: Text | None = None
    upload_seconds: float | None = None  # the time limit of one upload, if longer than of the rest
