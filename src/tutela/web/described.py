"""What the description of the API says of a body that the framework does not read itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pydantic import BaseModel

SCHEMAS: Final = "#/components/schemas/"


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """A route's `openapi_extra`: its body is JSON of this model, which must not be missing."""
    schema = {"$ref": f"{SCHEMAS}{model.__name__}"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
