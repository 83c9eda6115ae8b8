"""Every page has its screen, and the page of all screens shows each in light and in dark."""

from __future__ import annotations

import re

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.screens.table import SCREENS

from docs import screens
from tutela.web.app import ROUTERS
from tutela.web.errors import API

# What answers a GET with something else than a screen of its own.
NO_SCREEN = {
    "/health": "a word for machines",
    "/healthz": "the same",
    "/metrics": "figures for machines",
    "/openapi.json": "the description of the programs' addresses",
    "/login/code": "follows a right password of who has a second factor",
    "/login/sso": "leads to the identity provider",
    "/login/sso/back": "leads on, once the provider vouched for somebody",
    "/account/app": "follows the button that makes a key",
    "/cases/{case_id:uuid}/items/{item_id:uuid}/look/{word}/picture": "a picture",
    "/orders/{order_id:uuid}/documents/{number:int}": "a file to be kept",
    "/peers/descriptor.json": "a file to be given away",
    "/received/{report_id:uuid}/export.json": "a file for Europol",
    "/received/{report_id:uuid}/sheet.pdf": "the same as a PDF",
    "/hotline/{case_id:uuid}/sheet.pdf": "a PDF for whoever is given the case",
    "/removals/{order_id:uuid}/paper.json": "a file for the court",
    "/removals/{order_id:uuid}/paper.pdf": "the same to be read",
    "/removals/{order_id:uuid}/answer.pdf": "a file to be read",
    "/removals/copies/{copy_id:uuid}/paper.pdf": "a file to be read",
    "/victims/{request_id:uuid}/letter.pdf": "a file to be given",
    "/papers/download.zip": "a file to be kept",
    "/papers/editions/{edition_id:uuid}/download.zip": "a file to be kept",
    "/papers/editions/{edition_id:uuid}/public.csv": "a file to be kept",
    "/papers/editions/{edition_id:uuid}/public.json": "the same for programs",
    "/papers/editions/{edition_id:uuid}/download.json": "the same for programs",
    "/papers/download.json": "the same for programs",
    "/papers/download.pdf": "the same to be printed",
    "/papers/editions/{edition_id:uuid}/download.pdf": "a file to be printed",
    "/public/figures/{publication_id:uuid}.csv": "a file to be kept",
    "/public/figures/{publication_id:uuid}.json": "the same for programs",
    "/public/figures/{publication_id:uuid}.pdf": "the same to be printed",
    "/reports/{report_id:uuid}/sheets/{word}/{number:int}.png": "a picture",
}


def _pages() -> set[str]:
    """The routes of this program that a browser opens."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in ROUTERS:
        app.include_router(router)
    return {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if "GET" in (route.methods or ()) and not str(route.path).startswith(API + "/")
    }


def test_every_page_has_its_screen() -> None:
    shown = {screen.route for screen in SCREENS if screen.route}
    assert shown | NO_SCREEN.keys() == _pages()
    assert not shown & NO_SCREEN.keys()


def test_screens_have_names_of_their_own() -> None:
    names = [screen.name for screen in SCREENS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z-]+", name) for name in names)


def test_the_page_of_all_screens_is_current_and_its_pictures_are_there() -> None:
    assert screens.PAGE.read_text(encoding="utf-8") == screens.page()
    assert set(screens.PICTURES.glob("*")) == screens.pictures()
