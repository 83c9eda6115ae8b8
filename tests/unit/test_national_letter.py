"""The letter: nothing in it is markup, every sign shows, and it says what is true."""

from __future__ import annotations

import re
import string
import unicodedata
from uuid import UUID

import pypdfium2
import pytest
from tests.national_samples import a_report, a_report_saying, an_item

from tutela.law.model import Finding
from tutela.platform.typesetting import signs
from tutela.reporting.details import Details, IpCapture, Message, Suspect
from tutela.reporting.model import Environment, Reference, ReportKind, Viewing
from tutela.reporting.national.errors import PictureBroken, WordMissing
from tutela.reporting.national.letter import letter, typeset
from tutela.reporting.national.letter_sections import letter_data
from tutela.reporting.national.phrases import LANGUAGES, Language, phrases, table
from tutela.reporting.national.picture import pictures

EVIL = (
    "#panic(1) ",
    '#import "@preview/cetz:0.3.0" ',
    '#read("/etc/passwd") ',
    "$ x^2 $ ",
    "\\u{41} \\ ",
    "] [ ) ( } { ",
    "*a* _b_ `c` <d> @e = f ",
    '" quotes " \\" ',
    "a" * 50,
    "\u202e日本😀",
)
OF_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def read(pdf: bytes) -> str:
    """All text, with white space made one space, as a reader sees it."""
    text = "".join(pages(pdf)).replace("\u200b", "").replace("\ufffe", "")
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("evil", EVIL)
def test_letter_100_kb_of_markup_in_every_field_stays_text(evil: str) -> None:
    text = (evil * (100_000 // len(evil) + 1))[:100_000].strip()
    report = a_report_saying(text)
    found = pages(letter(report, "en", text[:3000]))
    assert all(str(report.id) in page for page in found)
    assert "root:" not in "".join(found)
    shown = re.sub(r"[\s\u200b]+", "", signs.shown(evil))[:12]
    assert shown in re.sub(r"[\s\u200b\ufffe]+", "", "".join(found))


def test_letter_every_sign_it_claims_to_have_is_set_and_read_back() -> None:
    every = [chr(point) for point in range(0x3000) if signs.covered(chr(point))]
    lines = ["".join(f"a{sign}b " for sign in every[at : at + 40]) for at in range(0, 2000, 40)]
    body = "\n".join(line for line in lines if line.strip())
    told = Details(messages=(Message(sender="s", text=body),))
    data = letter_data(phrases("en"), a_report(details=told), "x")
    text = unicodedata.normalize("NFC", "".join(pages(typeset(data, a_report().made_at))))
    lost = [
        sign
        for sign in every
        if not sign.isspace() and unicodedata.normalize("NFC", f"a{sign}b") not in text
    ]
    assert lost == []


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u00ad", "\u0301", "😀", "日", "\ue000"])
def test_letter_a_sign_that_cannot_show_is_written_as_its_code_point(sign: str) -> None:
    told = Details(description=f"q{sign}z")
    assert f"q\u2039U+{ord(sign):04X}\u203az" in read(letter(a_report(details=told), "en", "x"))


def test_letter_a_missing_sign_that_slips_through_costs_the_standard_but_not_the_letter() -> None:
    report = a_report()
    data = letter_data(phrases("en"), report, "x") | {"title": "日本"}
    assert typeset(data, report.made_at).startswith(b"%PDF-")


@OF_LANGUAGE
def test_letter_is_the_same_bytes_again_and_tagged_in_its_language(language: Language) -> None:
    made = letter(a_report(), language, "x")
    assert made == letter(a_report(), language, "x")
    assert b"/MarkInfo" in made
    assert f"/Lang({language})".encode() in made.replace(b" ", b"")
    assert b"pdfuaid" in made
    assert b"LibertinusSerif" in made


@OF_LANGUAGE
@pytest.mark.parametrize("viewing", list(Viewing))
def test_letter_says_for_each_item_who_saw_it(language: Language, viewing: Viewing) -> None:
    text = read(letter(a_report(items=(an_item(viewing=viewing),)), language, "x"))
    assert phrases(language).say(f"viewing.{viewing.value}") in text


@pytest.mark.parametrize("finding", list(Finding))
def test_letter_says_what_a_person_found(finding: Finding) -> None:
    verdict = an_item().verdict.model_copy(update={"finding": finding})
    text = read(letter(a_report(items=(an_item(verdict=verdict),)), "en", "x"))
    assert phrases("en").say(f"finding.{finding.value}") in text


def test_letter_of_real_items_has_no_banner_and_is_not_filed_without_a_reference() -> None:
    text = read(letter(a_report(), "en", "x"))
    assert "NOT A REAL REPORT" not in text
    assert "Not filed until you have a reference from the recipient" in text


@pytest.mark.parametrize("environment", [Environment.SIMULATOR, Environment.TEST])
def test_letter_for_a_test_system_says_so_on_every_page(environment: Environment) -> None:
    made = letter(a_report(environment=environment), "en", "x")
    assert all("TEST · NOT A REAL REPORT" in page for page in pages(made))


def test_letter_that_is_urgent_says_why_on_its_first_page() -> None:
    told = Details(urgent="They mean to meet this evening.")
    (first, *_) = pages(letter(a_report(details=told), "en", "x"))
    assert "Urgent: life or safety in imminent danger" in first
    assert "They mean to meet this evening." in first


def test_letter_that_corrects_opens_with_it_and_no_longer_claims_the_kind() -> None:
    earlier = (Reference(report_id=UUID(int=5), number="BKA-7"),)
    text = read(letter(a_report(kind=ReportKind.CORRECTION, earlier=earlier), "en", "x"))
    assert text.startswith("Correction of an earlier report")
    assert "your reference BKA-7" in text
    assert "known material" not in text


def test_letter_has_the_captures_with_port_and_the_messages_at_its_end() -> None:
    told = Details(
        suspects=(Suspect(account="u", captures=(IpCapture(address="192.0.2.7", port=51000),)),),
        messages=(Message(sender="s", text="marker one"),),
    )
    text = read(letter(a_report(details=told), "en", "x"))
    assert "192.0.2.7 51000 not known" in text
    assert text.index("Signature") < text.index("Appendix: messages") < text.index("marker one")


def test_letter_numbers_its_pages() -> None:
    found = pages(letter(a_report_saying("a marker"), "de", "x"))
    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        assert f"Seite {number} von {len(found)}" in page


def test_words_are_the_same_keys_and_placeholders_in_every_language() -> None:
    english = table()["en"]
    for language in LANGUAGES:
        words = table()[language]
        assert words.keys() == english.keys()
        for key, text in words.items():
            assert _placeholders(text) == _placeholders(english[key]), (language, key)
            assert text == text.strip() != ""
            assert all(signs.covered(sign) for sign in text), (language, key)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_words_of_an_unknown_language_or_key_are_refused() -> None:
    with pytest.raises(WordMissing):
        phrases("xx")
    with pytest.raises(WordMissing):
        phrases("en").say("no.such.key")


def test_pictures_are_png_and_no_more_than_asked_for() -> None:
    made = letter(a_report_saying("a marker"), "en", "x")
    found = pictures(made, most=2)
    assert len(found) == 2
    assert all(one.startswith(b"\x89PNG\r\n") for one in found)
    assert len(pictures(made, scale=2)[0]) > len(pictures(made, scale=0.5)[0])


def test_pictures_of_what_is_not_a_pdf_are_refused() -> None:
    with pytest.raises(PictureBroken):
        pictures(b"not a PDF")
