"""Texts are English where they are made, and are said in the language of whoever reads."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape
from tests import pseudo

from tutela.platform import languages
from tutela.platform.errors import Forbidden
from tutela.platform.languages import CatalogueWrong, LanguageUnknown
from tutela.platform.settings import Settings
from tutela.texts import files, reading
from tutela.texts.catalogue import ENGLISH, Catalogue
from tutela.texts.phrase import Phrase, capital, listed, phrase, said, several, together
from tutela.web.templates import environment

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
DUTCH = Catalogue(
    "nl",
    {"Reject <it>": "Wijs <het> af", "by {who}": "door {who}", "you": "jou"},
    {"{n} item": ("{n} stuk", "{n} stukken")},
)


def in_dutch(value: object) -> str:
    with reading.in_language(DUTCH):
        return str(escape(value))


def test_a_phrase_is_its_english_words() -> None:
    made = phrase("by {who}", who="Ada")
    assert made == "by Ada"
    assert json.dumps({"by": made}) == '{"by": "by Ada"}'
    assert f"{made}." == "by Ada."


def test_a_page_says_a_phrase_in_the_language_of_its_reader_and_escapes_it() -> None:
    assert in_dutch(phrase("Reject <it>")) == "Wijs &lt;het&gt; af"
    assert str(escape(phrase("Reject <it>"))) == "Reject &lt;it&gt;"


def test_what_fills_a_phrase_is_said_in_the_same_language() -> None:
    assert in_dutch(phrase("by {who}", who=phrase("you"))) == "door jou"


def test_what_fills_a_phrase_is_escaped_and_never_a_pattern() -> None:
    assert in_dutch(phrase("by {who}", who="<b>{who}%s")) == "door &lt;b&gt;{who}%s"


def test_a_number_takes_the_form_that_the_language_has_for_it() -> None:
    one, many = (several(n, "{n} item", "{n} items") for n in (1, 3000))
    assert (one, many) == ("1 item", "3,000 items")
    assert (in_dutch(one), in_dutch(many)) == ("1 stuk", "3.000 stukken")
    assert in_dutch(phrase("{n:,}", n=12345)) == "12.345"


def test_things_are_listed_as_in_a_sentence() -> None:
    assert listed(["one"]) == "one"
    assert listed(["one", "two"]) == "one and two"
    assert listed(["one", "two", "three"]) == "one, two and three"
    assert listed([]) == ""
    assert in_dutch(listed([phrase("you"), "Ada"])) == "jou en Ada"


def test_things_stand_together_each_in_the_language() -> None:
    made = together([phrase("you"), "Ada"], "; ")
    assert made == "you; Ada"
    assert in_dutch(made) == "jou; Ada"


def test_what_has_no_translation_is_said_in_english() -> None:
    assert in_dutch(phrase("never seen")) == "never seen"
    assert in_dutch(several(2, "{n} row", "{n} rows")) == "2 rows"


def test_a_phrase_survives_being_copied_and_sent_to_another_process() -> None:
    made = phrase("by {who}", who=several(2, "{n} item", "{n} items"))
    for other in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made)):  # noqa: S301
        assert isinstance(other, Phrase)
        assert in_dutch(other) == "door 2 stukken"
    assert in_dutch(pickle.loads(pickle.dumps(listed(["a", "b"])))) == "a en b"  # noqa: S301


def test_an_error_is_said_in_the_language_of_its_reader() -> None:
    error = Forbidden(who="Ada", permission="case:read")
    sentence = error.sentence
    assert isinstance(sentence, Phrase)
    catalogue = Catalogue("nl", {sentence.message: "Dat mag {who} niet: {permission}."})
    assert str(error) == "Ada may not do this: it needs the permission case:read."
    assert said(sentence, catalogue) == "Dat mag Ada niet: case:read."


def test_a_template_says_its_texts_in_the_language_and_escapes_what_fills_them() -> None:
    template = environment().from_string(
        "{% trans who=who %}by {{ who }}{% endtrans %}"
        "{% trans count=n %}{{ count }} thing{% pluralize %}{{ count }} things{% endtrans %}"
    )
    catalogue = Catalogue(
        "nl",
        {"by %(who)s": "door <b>%(who)s</b>"},
        {"%(count)s thing": ("%(count)s ding", "%(count)s dingen")},
    )
    assert template.render(who="<Ada>", n=3000) == "by &lt;Ada&gt;3,000 things"
    with reading.in_language(catalogue):
        assert template.render(who="<Ada>", n=3000) == "door <b>&lt;Ada&gt;</b>3.000 dingen"
        assert template.render(who=phrase("you"), n=1).startswith("door <b>you</b>1 ding")


def test_a_capital_is_put_before_what_a_language_says() -> None:
    with reading.in_language(DUTCH):
        assert capital(phrase("you")) == Markup("Jou")
    assert capital("") == ""


def written(folder: Path, *messages: str) -> Path:
    file = folder / "nl.po"
    file.write_text(HEAD + "\n".join(messages), encoding="utf-8")
    return file


def test_a_translation_that_cannot_be_filled_is_never_used(tmp_path: Path) -> None:
    written(
        tmp_path,
        'msgid "{who} may"\nmsgstr "{wie} mag"\n',
        'msgid "<b>bold</b>"\nmsgstr "<script>bold</script>"\n',
        'msgid "%(n)s left"\nmsgstr "100% klaar"\n',
        'msgid "fine"\nmsgstr "prima"\n',
        '#, fuzzy\nmsgid "doubtful"\nmsgstr "twijfel"\n',
        'msgid "one"\nmsgid_plural "{n}"\nmsgstr[0] "een"\nmsgstr[1] "{m}"\n',
        'msgid "The one"\nmsgid_plural "The {n}"\nmsgstr[0] "De ene"\nmsgstr[1] "De {n}"\n',
    )
    found = files.catalogues(tmp_path)["nl"]
    assert found.texts == {"fine": "prima"}
    assert found.plurals == {"The one": ("De ene", "De {n}")}
    assert not found.whole


def test_a_catalogue_says_what_it_lacks(tmp_path: Path) -> None:
    file = pseudo.write(tmp_path)
    assert files.faults(file) == []
    written(tmp_path, 'msgid "Sign in"\nmsgstr "Meld u aan"\n')
    said_of = files.faults(tmp_path / "nl.po")
    assert "Not translated: 'Sign out'." in said_of
    assert not any("'Sign in'" in one for one in said_of)


def test_only_a_whole_catalogue_is_offered(tmp_path: Path) -> None:
    pseudo.write(tmp_path)
    written(tmp_path, 'msgid "Sign in"\nmsgstr "Meld u aan"\n')
    settings = Settings(home=tmp_path, catalogues=tmp_path)
    assert [one.language for one in languages.offered(settings)] == ["en", "eo"]
    assert languages.chosen(settings, "nl").language == "en"
    chosen = settings.model_copy(update={"language": "nl"})
    assert languages.chosen(chosen, "fr").language == "nl"


def test_what_a_catalogue_of_ones_own_lacks_is_taken_from_ours(tmp_path: Path) -> None:
    written(tmp_path, 'msgid "Nothing here"\nmsgstr "Leeg"\n')
    ours = files.catalogues(files.HERE)["nl"]
    both = files.catalogues(files.HERE, tmp_path)["nl"]
    assert (ours.text("Nothing here"), both.text("Nothing here")) == ("Hier is niets", "Leeg")
    assert both.text("Too large") == ours.text("Too large") == "Te groot"
    assert both.public


def test_a_catalogue_begins_with_what_we_have_for_its_language(tmp_path: Path) -> None:
    lacking = [files.update(tmp_path / name) for name in ("nl.po", "sv.po")]
    assert lacking[0] < lacking[1]
    assert files.catalogues(tmp_path)["nl"].text("Too large") == "Te groot"


@pytest.mark.parametrize(
    ("tags", "accepted", "language"),
    [
        ((), "", "en"),
        (("nl",), "fr", "nl"),
        (("NL-be",), "", "nl"),
        (("sv",), "fr-CA, en", "fr"),
        (("", "x" * 20), "sv, it;q=0.2", "it"),
    ],
)
def test_public_pages_and_letters_are_in_the_language_of_their_reader(
    tags: tuple[str, ...], accepted: str, language: str
) -> None:
    settings = Settings(home="/nowhere")
    assert languages.for_anybody(settings, *tags, accepted=accepted).language == language
    assert [one.language for one in languages.public(settings)] == ["de", "en", "fr", "it", "nl"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("eo", "eo"),
        ("EO-XX, en;q=0.5", "eo"),
        ("en;q=0.5, eo;q=0.9", "eo"),
        ("en, eo", "en"),
        ("eo;q=0, en", "en"),
        ("fr, de;q=0.3", "en"),
        ("eo;q=much", "en"),
        (";;,,=", "en"),
    ],
)
def test_a_browser_gets_the_language_it_likes_best(
    tmp_path: Path, accepted: str, language: str
) -> None:
    pseudo.write(tmp_path)
    settings = Settings(home=tmp_path, catalogues=tmp_path)
    assert languages.chosen(settings, accepted).language == language


@given(st.text(max_size=60))
def test_no_header_of_a_browser_is_a_fault(accepted: str) -> None:
    assert languages.chosen(Settings(home="/nowhere"), accepted) is ENGLISH


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, catalogues=tmp_path)
    (tmp_path / "notalanguage.po").write_text(HEAD)
    with pytest.raises(CatalogueWrong, match="no language"):
        languages.default(settings)
    with pytest.raises(LanguageUnknown):
        languages.default(Settings(home=tmp_path, language="sv"))


def test_what_is_no_catalogue_is_named(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_bytes(b"\xff\xfe not a catalogue")
    with pytest.raises(CatalogueWrong, match=r"nl\.po"):
        languages.default(Settings(home=tmp_path, catalogues=tmp_path))
