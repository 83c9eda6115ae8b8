"""The docs cannot lie: reference pages are current, links lead somewhere, commands exist."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest
from docs.generators import cli, errors, events, texts
from tests.docs import pages
from tests.docs.examples import unlike

from docs import generate
from tutela.platform import permission_words
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission, Role
from tutela.platform.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


PAGES = {pages.name_of(page): page for page in pages.pages()}
BLOCKS = {name: pages.blocks(page.read_text(encoding="utf-8")) for name, page in PAGES.items()}
HOW_TO = ("own-database", "scan-from-your-platform", "webhooks", "back-up-and-restore",
          "verify-the-log", "lists", "file-reports", "recipients")  # fmt: skip


def reference(name: str) -> str:
    return (generate.FOLDER / name).read_text(encoding="utf-8")


def row(page: str, first: object) -> str:
    """The line of a table whose first cell is this."""
    found = [line for line in page.splitlines() if line.startswith(f"| `{first}` |")]
    assert found, f"{first} has no line"
    return found[0]


@pytest.mark.parametrize("page", generate.PAGES)
def test_a_reference_page_says_what_the_code_says(page: str) -> None:
    path = generate.FOLDER / page
    text = generate.NOTE + generate.PAGES[page]().rstrip() + "\n"
    assert not generate.stale({path: text}), f"{page} is not current: run python docs/generate.py"


def test_the_template_of_all_catalogues_has_the_texts_of_the_program() -> None:
    told = "tutela.pot is not current: run python docs/generate.py"
    assert not generate.stale({texts.TEMPLATE: texts.page()}), told


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_public_text_is_translated(language: str) -> None:
    file = texts.HERE / f"{language}.po"
    told = f"{file.name} is not current: run python docs/generate.py"
    assert not generate.stale({file: texts.catalogue(language)}), told
    assert texts.untranslated(language) == []


def test_every_setting_has_its_line_and_its_meaning() -> None:
    page = reference("settings.md")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert row(page, name).rstrip(" |").endswith(field.description.rstrip(" |")[-20:])


def test_every_error_has_a_code_of_its_own_and_a_sentence() -> None:
    found = errors.ours()
    page = reference("errors.md")
    for one in found:
        assert row(page, vars(one)["code"])
        sentence = " ".join((one.__doc__ or "").split())
        # A pattern that ends in another sentence ends in a brace.
        assert sentence.endswith((".", "}", "…")), f"{one.__name__}: {sentence}"
    for code, same in groupby(found, key=lambda one: vars(one)["code"]):
        names = {one.__name__ for one in same}
        # A door's error may pass on what a pure room refused: then it has its name and its code.
        assert len(names) == 1, f"{code} is the code of {sorted(names)}"


def test_every_code_of_an_error_is_made_of_plain_words() -> None:
    for one in errors.ours():
        code = vars(one)["code"]
        assert code.replace("-", "").isalnum(), code
        assert code == code.lower(), code


def test_every_event_has_its_line() -> None:
    page = reference("events.md")
    assert set(events.WORDS) == set(Event)
    for one in Event:
        assert row(page, one.value)


def test_every_permission_and_role_has_its_line() -> None:
    page = reference("permissions.md")
    assert set(permission_words.WORDS) == set(Permission)
    assert set(permission_words.ROLES) == set(Role)
    for one in Permission:
        assert row(page, one.value)


def test_every_command_has_its_heading_and_names_what_it_needs() -> None:
    page = reference("cli.md")
    for name, command, _ in cli.commands():
        assert f"\n## {name}\n" in page
        is_group = not command.params and cli.needed(command) is None
        assert is_group or cli.needed(command) is not None or name == "tutela", name


@pytest.mark.parametrize("name", PAGES)
def test_the_blocks_of_a_page_are_of_a_known_kind(name: str) -> None:
    known = {"sh", "python", "json", "console", "text", "mermaid", "sql"}
    for block in BLOCKS[name]:
        assert block.language in known, f"{name}:{block.line}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_commands_that_exist(name: str) -> None:
    known = {one for one, _, _ in cli.commands()}
    for words in pages.commands(PAGES[name]):
        assert words in known, f"{name}: {words}"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = PAGES[name]
    for link in pages.links(page):
        if link.startswith(("https://", "http://", "mailto:")):
            continue
        target, _, anchor = link.partition("#")
        file: Path = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{name}: {link}"
        if anchor and file.suffix == ".md":
            assert anchor in pages.anchors(file), f"{name}: {link}"


def test_the_guides_that_were_promised_are_there() -> None:
    for name in (
        "docs/tutorial.md",
        "docs/glossary.md",
        *(f"docs/how-to/{one}.md" for one in HOW_TO),
    ):
        assert name in PAGES


def test_the_readme_shows_what_a_script_made() -> None:
    text = PAGES["README.md"].read_text(encoding="utf-8")
    started = text.count(":start -->")
    assert started == text.count(":end -->")
    assert started, "README.md has no transcript between markers"
    assert any(link.startswith("docs/img/") for link in pages.links(PAGES["README.md"]))


def test_a_shown_answer_is_compared_by_its_keys_and_types() -> None:
    assert not unlike({"a": 1, "b": [{"c": "x"}]}, {"a": 2, "b": [{"c": "y"}, {"c": "z"}]})
    assert unlike({"a": 1}, {"a": "1"})
    assert unlike({"a": 1}, {"a": 1, "b": 2})
    assert unlike({"a": []}, {"a": [1]})
    assert unlike({"a": None}, {"a": "x"})


def test_a_block_that_must_fail_says_so_right_before_it() -> None:
    text = "<!-- exit: 5 -->\n```sh\nfalse\n```\n\nwords\n\n```sh\ntrue\n```\n"
    assert [one.exit for one in pages.blocks(text)] == [5, 0]
