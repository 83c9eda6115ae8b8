"""What anybody may ask: whether the node is up, and how its API is called."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from tutela.web.access import open_to_all

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])


@router.get("/health")
@router.get("/healthz")
def health() -> dict[str, str]:
    """Says that the node answers, and nothing else."""
    return {"status": "ok"}


@router.get("/openapi.json")
def openapi(request: Request) -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1)."""
    described: dict[str, Any] = request.app.openapi()
    return described
