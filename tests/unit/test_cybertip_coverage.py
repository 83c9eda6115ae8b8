"""Both tables of what fills what are true: nothing is said that is not so, nothing is forgotten."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from pydantic import ValidationError
from tests.cybertip_samples import details_of, forms, full, with_changes
from tests.cybertip_schema import needs_schema

from tutela.law.model import Finding, SurfaceKind
from tutela.reporting import details as d
from tutela.reporting.cybertip.coverage import FILLED, NOT_FILLED, NOT_SENT, matches, rows_of
from tutela.reporting.cybertip.mapping import report as mapped
from tutela.reporting.cybertip.mapping_files import uploads
from tutela.reporting.cybertip.order import FIELDS
from tutela.reporting.cybertip.writing import write
from tutela.reporting.model import Environment, Provider, Report, ReportKind, Viewing

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

_BARE = with_changes(
    full(),
    law_enforcement=None,
    happened_at=None,
    suspects=(d.Suspect(of_other_service=False, associated=(_UNNAMED,)),)
    if (_UNNAMED := d.AssociatedAccount(relation="other", on_other_platform=True))
    else (),
)
# Each field is set in one of them at least; together they take every way through the mapping.
VARIANTS = (
    full(),
    full(permanent=True, american=False),
    full(attach=False),
    full(attach=False, located=False),
    _BARE,
)
