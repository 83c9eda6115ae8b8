"""Printed papers: all that was kept and nothing that is hidden, whatever somebody wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from tests.papers_samples import (
    AT,
    FOUND,
    PROVIDER,
    SCOPE,
    closed,
    made,
    numbers,
    of_before,
    publication,
)
from tests.unit.test_national_letter import EVIL, pages, read

from tutela.observatory import reading
from tutela.observatory.figures import FIGURES
from tutela.observatory.model import Kind, Sheet
from tutela.observatory.outside import HIDDEN
from tutela.observatory.printing import public_print, sheets, whole
from tutela.observatory.words import Words
from tutela.platform.typesetting import signs
from tutela.texts import files
from tutela.texts.catalogue import ENGLISH

if TYPE_CHECKING:
    from tutela.texts.catalogue import Catalogue

LANGUAGES = {"en": ENGLISH, **files.catalogues(files.HERE)}
OF_KIND = pytest.mark.parametrize("kind", Kind)
OF_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EN_DASH = "\u2013"
TITLES = {
    "en": "Transparency report under the Digital Services Act",
    "de": "Transparenzbericht nach dem Gesetz über digitale Dienste",
    "fr": "Rapport",
    "it": "Relazione",
    "nl": "verslag",
}


def catalogue(language: str) -> Catalogue:
    return LANGUAGES[language]


def everything(pdf: bytes) -> str:
    """The text, and what the file says of itself in either way."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        about = str(document.get_metadata_dict())
    finally:
        document.close()
    assert about.count("Title")
    [told] = re.findall(rb"<x:xmpmeta.*</x:xmpmeta>", pdf, re.DOTALL)
    return "\n".join((read(pdf), about, told.decode()))


@OF_LANGUAGE
def test_a_published_paper_is_printed_in_its_readers_language(language: str) -> None:
    one = publication(Kind.DSA)
    pdf = public_print.pdf(one, catalogue(language))
    assert f"/Lang({language})".encode() in pdf.replace(b" ", b"")
    assert b"pdfuaid" in pdf
    text = read(pdf)
    assert TITLES[language].lower() in text.lower()
    assert "A forum" in text
    assert catalogue(language).day(one.period.last) in text
    for english in ("What was found", "How often a program was wrong", "How long it took"):
        assert catalogue(language).text(english) in text
        assert language == "en" or english not in text


@OF_KIND
def test_the_same_paper_gives_the_same_bytes(kind: Kind) -> None:
    public_print.pdf.cache_clear()
    first = public_print.pdf(publication(kind), ENGLISH)
    public_print.pdf.cache_clear()
    assert public_print.pdf(publication(kind), ENGLISH) == first
    assert whole.closed(*closed(kind)) == whole.closed(*closed(kind))


@OF_KIND
def test_what_is_hidden_is_nowhere_in_a_published_paper(kind: Kind) -> None:
    kept = [count for found in numbers().values() for count in found.values()]
    counts = {str(count) for count in kept if count not in {0, 3.5}}
    shown = everything(whole.closed(*closed(kind)))
    assert str(FOUND["wrong"]) in shown  # what would be found if it were there
    one = publication(kind, threshold=1_000_000)
    assert all(cell in {"0", "", HIDDEN} for _, _, cell in one.seen.rows)
    text = everything(public_print.pdf(one, ENGLISH))
    assert "hidden" in text
    assert [count for count in counts if count in text] == []


def test_the_hash_of_the_closed_paper_is_in_its_own_pdf_alone() -> None:
    edition, kept = closed(Kind.DSA)
    assert edition.sha256 in everything(whole.closed(edition, kept))
    assert edition.sha256[:16] not in everything(public_print.pdf(publication(Kind.DSA), ENGLISH))


@pytest.mark.parametrize("evil", EVIL)
def test_whatever_somebody_wrote_is_text(evil: str) -> None:
    text = (evil * 200)[:400].strip()
    shown = re.sub(r"[\s\u200b]+", "", signs.shown(evil))[:12]
    words = Words({"provider": text, "summary": text}) if text.isprintable() else Words()
    for pdf in (
        public_print.pdf(publication(Kind.DSA, service=text), ENGLISH),
        whole.closed(*closed(Kind.DSA, words, reason=text)),
    ):
        found = "".join(pages(pdf))
        assert "root:" not in found
        assert shown in re.sub(r"[\s\u200b\ufffe]+", "", found)


@OF_KIND
def test_a_closed_paper_has_every_part_both_rates_and_the_query_of_each_number(kind: Kind) -> None:
    edition, kept = closed(kind, reason="the summary was missing")
    pdf = whole.closed(edition, kept)
    text = read(pdf)
    for part in kept.paper["sheets"]:
        assert part in text
    for words in (
        PROVIDER, "forum", "1 January 2025 to 31 December 2025", "14 January 2026 at 09:30 UTC",
        "version 2", "the summary was missing", edition.sha256, "Not verified",
    ):  # fmt: skip
        assert words in text
    for sentence in (*kept.paper["notes"], *(one.definition for one in FIGURES)):
        assert str(sentence) in text
    letters = re.sub(r"[^a-z]", "", text)
    assert all(one.name.replace("-", "") in letters for one in FIGURES)
    assert f"8.2 % 7.8{EN_DASH}8.7" in text  # B/A
    assert f"13.3 % 12.6{EN_DASH}14.0" in text  # B/C
    assert "sara" not in everything(pdf)
    assert "DRAFT" not in text


@OF_KIND
def test_a_paper_that_an_older_program_kept_is_printed_too(kind: Kind) -> None:
    edition, kept = closed(kind)
    text = read(whole.closed(edition, of_before(kept)))
    assert "Not verified" not in text
    assert all(str(note) in text for note in kept.paper["notes"])
    assert "found-kinds" in text


@OF_KIND
def test_a_draft_says_so_on_every_page(kind: Kind) -> None:
    pdf = whole.draft(made(kind), numbers(), reading.described(SCOPE), AT)
    assert all("DRAFT · NOT A REPORT" in page for page in pages(pdf))
    assert "draft, counted on 14 January 2026 at 09:30 UTC" in read(pdf)
    assert "SHA-256" not in read(pdf)


def test_a_wide_table_is_cut_so_that_no_value_is_lost_and_every_part_fits_on_the_page() -> None:
    columns = ("Category", "Scope", *(f"Number {at}" for at in range(30)))
    rows = tuple(
        (f"KEYWORD_{row}", "TOTAL", *(str(1000 * row + at) for at in range(30)))
        for row in range(1, 4)
    )
    sheet = Sheet("wide", columns, rows)
    cut = list(sheets.pieces(sheet))
    assert len(cut) > 1
    assert all(piece.columns[:2] == ("Category", "Scope") for piece in cut)
    assert all(len(piece.columns) <= 7 for piece in cut)
    assert sorted(cell for piece in cut for row in piece.rows for cell in row[2:]) == sorted(
        cell for row in rows for cell in row[2:]
    )


def test_five_thousand_signs_in_every_text_are_printed_whole() -> None:
    long = "We decide, and people look. " * 178
    names = ("summary", "training", "automated", "purposes", "safeguards")
    text = read(whole.closed(*closed(Kind.DSA, Words({name: long + name for name in names}))))
    assert text.count("decide,") == 178 * len(names)
    assert all(f"look. {name}" in text for name in names)
