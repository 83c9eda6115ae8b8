"""Statements for the Transparency Database: one that is whole, and each rule kept and broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ABSENT: Any = object()
WHOLE: dict[str, Any] = {
    "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
    "illegal_content_legal_ground": "Directive 2011/93/EU, Article 5",
    "illegal_content_explanation": "Material of a kind whose distribution is an offence.",
    "content_type": ["CONTENT_TYPE_IMAGE"],
    "category": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "category_specification": ["KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"],
    "territorial_scope": ["AT", "BE"],
    "content_date": "2026-01-15",
    "application_date": "2026-01-16",
    "decision_facts": "The content equals verified material. A person confirmed it.",
    "source_type": "SOURCE_VOLUNTARY",
    "automated_detection": "Yes",
    "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    "puid": "b5ec958d-892a-4c11-a3f2-6a3ad597eeb1",
}
TERMS: dict[str, Any] = {
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "incompatible_content_ground": "Terms, part 3",
    "incompatible_content_explanation": "The terms forbid it.",
}


@dataclass(frozen=True)
class Played:
    """One rule: changes of the whole statement that keep it, and some that break it."""

    rule: str
    kept: tuple[dict[str, Any], ...]
    broken: tuple[dict[str, Any], ...]
    of: dict[str, Any] = field(default_factory=dict)


def statement(*changes: dict[str, Any]) -> dict[str, Any]:
    """The whole statement with `changes`, without what is ABSENT."""
    made = dict(WHOLE)
    for change in changes:
        made.update(change)
    return {name: value for name, value in made.items() if value is not ABSENT}


def _required(name: str) -> Played:
    return Played(
        f"{name} is required", ({},), tuple({name: one} for one in (ABSENT, None, "", "  "))
    )


def _one_of(name: str, good: tuple[str, ...], of: dict[str, Any] | None = None) -> Played:
    bad = ("NOT_LISTED", good[0].lower(), [good[0]], 1, True, good[0] + "X")
    return Played(
        f"{name} is one of a list",
        tuple({name: one} for one in good),
        tuple({name: one} for one in bad),
        of or {},
    )


def _some_of(name: str, good: tuple[str, ...], of: dict[str, Any] | None = None) -> Played:
    bad: tuple[Any, ...] = (good[0], ["NOT_LISTED"], [good[0], "NOT_LISTED"], [[good[0]]], [1], 7)
    return Played(
        f"{name} is a list of listed values",
        ({name: [good[0]]}, {name: list(good)}, {name: [good[0], good[0]]}),
        tuple({name: one} for one in bad),
        of or {},
    )


def _long(name: str, longest: int, of: dict[str, Any] | None = None) -> Played:
    return Played(
        f"{name} has at most {longest} characters",
        ({name: "é" * longest}, {name: f"  {'z' * longest}  "}),
        ({name: "é" * (longest + 1)}, {name: ["a"]}),
        of or {},
    )


def _with(name: str, of: dict[str, Any], without: dict[str, Any]) -> tuple[Played, Played]:
    """A text that is required beside a value, and thrown away beside any other."""
    needed = Played(
        f"{name} is required beside its value",
        ({name: "Something"},),
        ({name: ABSENT}, {name: None}, {name: " "}),
        of,
    )
    dropped = Played(
        f"{name} does not count beside another value",
        ({name: ABSENT}, {name: None}, {name: "z" * 9000}, {name: ["x"]}),
        (),
        without,
    )
    return needed, dropped


def _day(name: str, earliest: str, before: str) -> Played:
    bad = ["2026-1-5", "2026-02-30", "15.01.2026", "2026-01-15T00:00", "2038-01-02", 20260115]
    return Played(
        f"{name} is a day",
        ({name: earliest}, {name: "2038-01-01"}, {name: "2028-02-29"}),
        tuple({name: one} for one in [*bad, *([before] if before else [])]),
    )


_OTHER_SEEN = {"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}
_OTHER_PAID = {"decision_monetary": "DECISION_MONETARY_OTHER"}
_OTHER_TYPE = {"content_type": ["CONTENT_TYPE_IMAGE", "CONTENT_TYPE_OTHER"]}
_NOTICE = {"source_type": "SOURCE_ARTICLE_16"}
_WHOLE_LINKS: tuple[Any, ...] = (
    None,
    "https://app.example/terms",
    "http://app.example:8080/a/b?c=d&e=%20#f",
    "https://app.example/" + "a" * 480,
)
_NO_LINKS: tuple[Any, ...] = (
    "app.example/terms",
    "terms",
    "https://",
    "https://app example/",
    "https://app.example:port/",
    "https://app.example/" + "a" * 481,
    7,
)
_NOTHING: tuple[Any, ...] = (ABSENT, None, [], "")
_NOTHING_DONE = {"decision_visibility": ABSENT}

PLAYED: tuple[Played, ...] = (
    Played(
        "one of four measures is taken",
        (
            {"decision_account": "DECISION_ACCOUNT_TERMINATED"},
            {"decision_monetary": "DECISION_MONETARY_SUSPENSION"},
            {"decision_provision": "DECISION_PROVISION_TOTAL_SUSPENSION"},
            {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_LABELLED"]},
        ),
        ({}, {"decision_visibility": []}, {"decision_visibility": None, "decision_account": ""}),
        _NOTHING_DONE,
    ),
    _some_of(
        "decision_visibility",
        (
            "DECISION_VISIBILITY_CONTENT_REMOVED",
            "DECISION_VISIBILITY_CONTENT_DISABLED",
            "DECISION_VISIBILITY_CONTENT_DEMOTED",
            "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
            "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
            "DECISION_VISIBILITY_CONTENT_LABELLED",
        ),
    ),
    *_with("decision_visibility_other", _OTHER_SEEN, {}),
    _long("decision_visibility_other", 500, _OTHER_SEEN),
    _one_of("decision_monetary", ("DECISION_MONETARY_SUSPENSION", "DECISION_MONETARY_TERMINATION")),
    *_with("decision_monetary_other", _OTHER_PAID, {}),
    _long("decision_monetary_other", 500, _OTHER_PAID),
    _one_of(
        "decision_provision",
        (
            "DECISION_PROVISION_PARTIAL_SUSPENSION",
            "DECISION_PROVISION_TOTAL_SUSPENSION",
            "DECISION_PROVISION_PARTIAL_TERMINATION",
            "DECISION_PROVISION_TOTAL_TERMINATION",
        ),
    ),
    _one_of("decision_account", ("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED")),
    _one_of("account_type", ("ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE")),
    _required("decision_ground"),
    _one_of("decision_ground", ("DECISION_GROUND_ILLEGAL_CONTENT",)),
    Played(
        "decision_ground_reference_url is a whole address",
        tuple({"decision_ground_reference_url": one} for one in _WHOLE_LINKS),
        tuple({"decision_ground_reference_url": one} for one in _NO_LINKS),
    ),
    *_with("illegal_content_legal_ground", {}, TERMS),
    _long("illegal_content_legal_ground", 500),
    *_with("illegal_content_explanation", {}, TERMS),
    _long("illegal_content_explanation", 2000),
    *_with("incompatible_content_ground", TERMS, {}),
    _long("incompatible_content_ground", 500, TERMS),
    *_with("incompatible_content_explanation", TERMS, {}),
    _long("incompatible_content_explanation", 2000, TERMS),
    _one_of("incompatible_content_illegal", ("Yes", "No"), TERMS),
    Played(
        "incompatible_content_illegal is left out, never empty",
        ({},),
        ({"incompatible_content_illegal": None}, {"incompatible_content_illegal": ""}),
        TERMS,
    ),
    Played(
        "incompatible_content_illegal does not count beside illegal content",
        ({"incompatible_content_illegal": "perhaps"}, {"incompatible_content_illegal": None}),
        (),
    ),
    _required("content_type"),
    Played("content_type is not empty", ({},), ({"content_type": []},)),
    _some_of(
        "content_type",
        tuple(
            f"CONTENT_TYPE_{one}"
            for one in ("APP", "AUDIO", "IMAGE", "PRODUCT", "SYNTHETIC_MEDIA", "TEXT", "VIDEO")
        ),
    ),
    *_with("content_type_other", _OTHER_TYPE, {}),
    _long("content_type_other", 500, _OTHER_TYPE),
    Played(
        "content_id holds an EAN-13",
        (
            {"content_id": {"EAN-13": "4006381333931"}},
            {"content_id": {}},
            {"content_id": []},
            {"content_id": None},
            {"content_id": {"another": "1"}},
        ),
        (
            {"content_id": "4006381333931"},
            {"content_id": {"EAN-13": "400638133393"}},
            {"content_id": {"EAN-13": "40063813339317"}},
            {"content_id": {"EAN-13": 4006381333931}},
            {"content_id": {"EAN-13": None}},
            {"content_id": {"EAN-13": "400638133393X"}},
        ),
    ),
    _required("category"),
    _one_of("category", ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS",)),
    Played(
        "categories of the schema before July 2025 are gone",
        (),
        tuple(
            {"category": f"STATEMENT_CATEGORY_{one}", "category_specification": []}
            for one in (
                "NON_CONSENSUAL_BEHAVIOUR",
                "PORNOGRAPHY_OR_SEXUALIZED_CONTENT",
                "SCOPE_OF_PLATFORM_SERVICE",
                "UNSAFE_AND_ILLEGAL_PRODUCTS",
            )
        ),
    ),
    _some_of(
        "category_addition",
        ("STATEMENT_CATEGORY_VIOLENCE", "STATEMENT_CATEGORY_CYBER_VIOLENCE"),
    ),
    Played(
        "category_addition is left out or a list, never null",
        ({}, {"category_addition": []}),
        ({"category_addition": None}, {"category_addition": ""}),
    ),
    _some_of(
        "category_specification",
        (
            "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL",
            "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE",
            "KEYWORD_GROOMING_SEXUAL_ENTICEMENT_MINORS",
            "KEYWORD_AGE_SPECIFIC_RESTRICTIONS_MINORS",
            "KEYWORD_UNSAFE_CHALLENGES",
            "KEYWORD_OTHER",
        ),
    ),
    Played(
        "category_specification may be missing",
        tuple({"category_specification": one} for one in _NOTHING),
        (),
    ),
    _long("category_specification_other", 500),
    _some_of("territorial_scope", ("AT", "GR", "IS", "LI", "NO", "SK")),
    Played(
        "Greece is GR, and countries outside the area are none",
        ({"territorial_scope": ["GR"]},),
        ({"territorial_scope": ["EL"]}, {"territorial_scope": ["CH"]}),
    ),
    _one_of("content_language", ("EN", "EL", "VI", "BH")),
    _required("content_date"),
    _day("content_date", "2000-01-01", "1999-12-31"),
    _required("application_date"),
    _day("application_date", "2020-01-01", "2019-12-31"),
    _day("end_date_visibility_restriction", "2026-01-16", ""),
    _day("end_date_monetary_restriction", "2026-01-16", ""),
    _day("end_date_service_restriction", "2026-01-16", ""),
    _day("end_date_account_restriction", "2026-01-16", ""),
    _required("decision_facts"),
    _long("decision_facts", 5000),
    _required("source_type"),
    _one_of(
        "source_type",
        (
            "SOURCE_ARTICLE_16",
            "SOURCE_TRUSTED_FLAGGER",
            "SOURCE_TYPE_OTHER_NOTIFICATION",
            "SOURCE_VOLUNTARY",
        ),
    ),
    _long("source_identity", 500, _NOTICE),
    Played(
        "source_identity does not count for one's own initiative",
        ({"source_identity": "z" * 501}, {"source_identity": ["a"]}, {"source_identity": None}),
        (),
    ),
    _required("automated_detection"),
    _one_of("automated_detection", ("Yes", "No")),
    _required("automated_decision"),
    _one_of(
        "automated_decision",
        (
            "AUTOMATED_DECISION_FULLY",
            "AUTOMATED_DECISION_PARTIALLY",
            "AUTOMATED_DECISION_NOT_AUTOMATED",
        ),
    ),
    _required("puid"),
    Played(
        "puid is letters, digits, - and _",
        ({"puid": "a"}, {"puid": "A-b_9"}, {"puid": "x" * 500}, {"puid": " padded "}),
        (
            {"puid": "a b"},
            {"puid": "é"},
            {"puid": "a/b"},
            {"puid": "a\nb"},
            {"puid": "x" * 501},
            {"puid": 12},
            {"puid": ["a"]},
        ),
    ),
    Played("what the database does not know is dropped", ({"uuid": "x"}, {"url": 7}), ()),
)
