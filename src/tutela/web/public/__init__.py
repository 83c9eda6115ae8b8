"""Pages for anybody: no account, no script, in the languages of `texts/`. All begin with /public,
so that a proxy can open them to the world and nothing else.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple["APIRouter", ...] = ()
