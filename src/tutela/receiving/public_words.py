"""What somebody without a node may say came of a report (Article 83(2)(a)). Pure."""

from __future__ import annotations

from tutela.receiving.model import Outcome
from tutela.texts.phrase import phrase

WORDS = {
    Outcome.INVESTIGATION: phrase("An investigation was launched"),
    Outcome.CONTRIBUTED: phrase("It contributed to an investigation that was under way"),
    Outcome.OTHER: phrase("Something else was done"),
    Outcome.NONE: phrase("Nothing was done"),
}
DRAFT = phrase("This form rests on draft law, COM(2022) 209 final. It binds nobody yet.")
