"""The interval in which a share may lie, after Wilson. Pure.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
American Statistical Association 22 (1927), 209 to 212.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

Z: Final = 1.959963984540054  # of 95 %, both sides


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """The share's lower and upper end at 95 %; None where there is nothing to share.

    `part` is from 0 to `whole`.
    """
    if whole == 0:
        return None
    share = part / whole
    spread = Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    # The share is inside by the formula; rounding must not push it out.
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
