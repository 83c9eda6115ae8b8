"""What the simulated Transparency Database refuses, written anew from the documentation of its API.

Its messages are made as the framework of the real one makes them. The real one drops what does not
count; so does this. It knows nothing of personal data, as the real one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

VISIBILITIES = """
    CONTENT_REMOVED CONTENT_DISABLED CONTENT_DEMOTED CONTENT_AGE_RESTRICTED
    CONTENT_INTERACTION_RESTRICTED CONTENT_LABELLED OTHER
"""
CONTENT_TYPES = "APP AUDIO IMAGE PRODUCT SYNTHETIC_MEDIA TEXT VIDEO OTHER"
CATEGORIES = """
    ANIMAL_WELFARE CONSUMER_INFORMATION CYBER_VIOLENCE CYBER_VIOLENCE_AGAINST_WOMEN
    DATA_PROTECTION_AND_PRIVACY_VIOLATIONS ILLEGAL_OR_HARMFUL_SPEECH
    INTELLECTUAL_PROPERTY_INFRINGEMENTS NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS
    NOT_SPECIFIED_NOTICE OTHER_VIOLATION_TC PROTECTION_OF_MINORS RISK_FOR_PUBLIC_SECURITY
    SCAMS_AND_FRAUD SELF_HARM UNSAFE_AND_PROHIBITED_PRODUCTS VIOLENCE
"""
KEYWORDS = """
    ANIMAL_HARM ADULT_SEXUAL_MATERIAL AGE_SPECIFIC_RESTRICTIONS AGE_SPECIFIC_RESTRICTIONS_MINORS
    BIOMETRIC_DATA_BREACH BULLYING_AGAINST_GIRLS CHILD_SEXUAL_ABUSE_MATERIAL
    CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE CONTENT_PROMOTING_EATING_DISORDERS COORDINATED_HARM
    COPYRIGHT_INFRINGEMENT CYBER_BULLYING_INTIMIDATION CYBER_HARASSMENT
    CYBER_HARASSMENT_AGAINST_WOMEN CYBER_INCITEMENT CYBER_STALKING CYBER_STALKING_AGAINST_WOMEN
    DATA_FALSIFICATION DEFAMATION DESIGN_INFRINGEMENT DISCRIMINATION MISINFORMATION_DISINFORMATION
    FEMALE_GENDERED_DISINFORMATION GEOGRAPHIC_INDICATIONS_INFRINGEMENT GEOGRAPHICAL_REQUIREMENTS
    GOODS_SERVICES_NOT_PERMITTED GROOMING_SEXUAL_ENTICEMENT_MINORS HATE_SPEECH HIDDEN_ADVERTISEMENT
    HUMAN_EXPLOITATION HUMAN_TRAFFICKING ILLEGAL_ORGANIZATIONS IMPERSONATION_ACCOUNT_HIJACKING
    INAUTHENTIC_ACCOUNTS INAUTHENTIC_LISTINGS INAUTHENTIC_USER_REVIEWS INCITEMENT_AGAINST_WOMEN
    INCITEMENT_VIOLENCE_HATRED INSUFFICIENT_INFORMATION_ON_TRADERS LANGUAGE_REQUIREMENTS
    MISLEADING_INFO_CONSUMER_RIGHTS MISLEADING_INFO_GOODS_SERVICES MISSING_PROCESSING_GROUND
    NON_CONSENSUAL_IMAGE_SHARING NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN
    NON_CONSENSUAL_MATERIAL_DEEPFAKE NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN
    NONCOMPLIANCE_PRICING NUDITY PATENT_INFRINGEMENT PHISHING PROHIBITED_PRODUCTS PYRAMID_SCHEMES
    RIGHT_TO_BE_FORGOTTEN OTHER RISK_ENVIRONMENTAL_DAMAGE RISK_PUBLIC_HEALTH SELF_MUTILATION
    STALKING SUICIDE TERRORIST_CONTENT TRADE_SECRET_INFRINGEMENT TRADEMARK_INFRINGEMENT
    TRAFFICKING_WOMEN_GIRLS UNLAWFUL_SALE_ANIMALS UNSAFE_CHALLENGES UNSAFE_PRODUCTS
    VIOLATION_EU_LAW VIOLATION_NATIONAL_LAW
"""
COUNTRIES = """
    AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK
"""
# In the order of the published list, which goes by the English names.
LANGUAGES = """
    AB AA AF AK SQ AM AR AN HY AS AV AE AY AZ BM BA EU BE BN BH BI BS BR BG MY CA KM CH CE NY ZH CU
    CV KW CO CR HR CS DA DV NL DZ EN EO ET EE FO FJ FI FR FF GD GL LG KA DE EL KI KL GN GU HT HA HE
    HZ HI HO HU IS IO ID IA IE IU IK GA IT JA JV KN KR KS KK RW KV KG KJ KU KY LO LA LV LB LI LN
    LT LU MK MG MS ML MT GV MI MR MH RO MN NA NV ND NG NE SE NO NB NN II OC OJ OR OM OS PI PA PS FA
    PL PT QU RM RN RU SM SG SA SC SR SN SD SI SK SL SO ST NR ES SU SW SS SV TL TY TG TA TT TE TH BO
    TI TO TS TN TR TK TW UG UK UR UZ VE VI VO WA CY FY WO XH YI YO ZA ZU
"""
LISTS: dict[str, set[str]] = {
    "decision_visibility": {f"DECISION_VISIBILITY_{one}" for one in VISIBILITIES.split()},
    "decision_monetary": {
        f"DECISION_MONETARY_{one}" for one in ("SUSPENSION", "TERMINATION", "OTHER")
    },
    "decision_provision": {
        f"DECISION_PROVISION_{how}_{what}"
        for how in ("PARTIAL", "TOTAL")
        for what in ("SUSPENSION", "TERMINATION")
    },
    "decision_account": {"DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"},
    "account_type": {"ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"},
    "decision_ground": {
        "DECISION_GROUND_ILLEGAL_CONTENT",
        "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    },
    "incompatible_content_illegal": {"Yes", "No"},
    "content_type": {f"CONTENT_TYPE_{one}" for one in CONTENT_TYPES.split()},
    "category": {f"STATEMENT_CATEGORY_{one}" for one in CATEGORIES.split()},
    "category_addition": {f"STATEMENT_CATEGORY_{one}" for one in CATEGORIES.split()},
    "category_specification": {f"KEYWORD_{one}" for one in KEYWORDS.split()},
    "territorial_scope": set(COUNTRIES.split()),
    "content_language": set(LANGUAGES.split()),
    "source_type": {
        "SOURCE_ARTICLE_16",
        "SOURCE_TRUSTED_FLAGGER",
        "SOURCE_TYPE_OTHER_NOTIFICATION",
        "SOURCE_VOLUNTARY",
    },
    "automated_detection": {"Yes", "No"},
    "automated_decision": {
        "AUTOMATED_DECISION_FULLY",
        "AUTOMATED_DECISION_PARTIALLY",
        "AUTOMATED_DECISION_NOT_AUTOMATED",
    },
}
ARRAYS = {
    "decision_visibility",
    "content_type",
    "category_addition",
    "category_specification",
    "territorial_scope",
}
NO_NULL = {"category_addition", "incompatible_content_illegal"}
LENGTHS = {
    "decision_visibility_other": 500,
    "decision_monetary_other": 500,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2000,
    "content_type_other": 500,
    "category_specification_other": 500,
    "decision_facts": 5000,
    "source_identity": 500,
}
REQUIRED = {
    "decision_ground",
    "content_type",
    "category",
    "content_date",
    "application_date",
    "decision_facts",
    "source_type",
    "automated_detection",
    "automated_decision",
    "puid",
}
# Needed when the other field says this, and thrown away when it does not.
GOES_WITH = {
    "decision_visibility_other": ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    "decision_monetary_other": ("decision_monetary", "DECISION_MONETARY_OTHER"),
    "illegal_content_legal_ground": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "illegal_content_explanation": ("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT"),
    "incompatible_content_ground": ("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT"),
    "incompatible_content_explanation": (
        "decision_ground",
        "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    ),
    "content_type_other": ("content_type", "CONTENT_TYPE_OTHER"),
}
DATES = {
    "content_date": "2000-01-01",
    "application_date": "2020-01-01",
    "end_date_account_restriction": "",
    "end_date_monetary_restriction": "",
    "end_date_service_restriction": "",
    "end_date_visibility_restriction": "",
}
DECISIONS = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
Errors = dict[str, list[str]]


def validated(given: object) -> tuple[dict[str, Any], Errors]:
    """What would be stored of a statement, and what is wrong with it by field."""
    if not isinstance(given, dict):
        given = {}
    statement = {name: _trimmed(value) for name, value in given.items()}
    kept = {name: value for name, value in statement.items() if not _excluded(name, statement)}
    errors: Errors = {}
    _presence(kept, statement, errors)
    for name, value in kept.items():
        if value is None and name not in NO_NULL:
            continue
        for said in _wrong(name, value):
            errors.setdefault(name, []).append(said)
    known = {*LISTS, *LENGTHS, *DATES, *DECISIONS, "decision_ground_reference_url", "puid"}
    return {name: value for name, value in kept.items() if name in known}, errors


def _trimmed(value: object) -> object:
    """Texts lose their blanks, and an empty one is null, before any rule sees them."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return [_trimmed(one) for one in value]
    if isinstance(value, dict):
        return {key: _trimmed(one) for key, one in value.items()}
    return value


def _excluded(name: str, statement: dict[str, Any]) -> bool:
    if name == "source_identity":
        return statement.get("source_type") == "SOURCE_VOLUNTARY"
    if name == "incompatible_content_illegal":
        return statement.get("decision_ground") != "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    other = GOES_WITH.get(name)
    return other is not None and not _says(statement, *other)


def _says(statement: dict[str, Any], field: str, value: str) -> bool:
    found = statement.get(field)
    return value in found if isinstance(found, list) else found == value


def _absent(value: object) -> bool:
    return value is None or value in ([], {})


def _presence(kept: dict[str, Any], statement: dict[str, Any], errors: Errors) -> None:
    if all(_absent(kept.get(one)) for one in DECISIONS):
        for one in DECISIONS:
            others = " / ".join(_said(name) for name in DECISIONS if name != one)
            errors[one] = [f"The {_said(one)} field is required when none of {others} are present."]
    for name in REQUIRED | {one for one, with_ in GOES_WITH.items() if _says(statement, *with_)}:
        if _absent(kept.get(name)):
            errors[name] = [f"The {_said(name)} field is required."]


def _said(name: str) -> str:
    return name.replace("_", " ")


def _wrong(name: str, value: object) -> list[str]:
    said = _said(name)
    found = []
    if name in ARRAYS and not isinstance(value, list | dict):
        found.append(f"The {said} field must be an array.")
    if name in LISTS and not _listed(name, value):
        found.append(f"The selected {said} is invalid.")
    if name in LENGTHS:
        found += _too_long(said, value, LENGTHS[name])
    if name in DATES:
        found += _date(name, value)
    if name == "decision_ground_reference_url":
        found += [] if _url(value) else [f"The {said} field must be a valid URL."]
        found += _too_long(said, value, 500)
    if name == "puid":
        fits = isinstance(value, str) and re.fullmatch("[a-zA-Z0-9-_]+", value)
        found += [] if fits else ["The puid format is invalid."]
        found += _too_long(said, value, 500)
    if name == "content_id":
        found += _product(value)
    return found


def _listed(name: str, value: object) -> bool:
    if name in ARRAYS:
        # To the language of the real one an object is an array, too.
        found = value.values() if isinstance(value, dict) else value
        return isinstance(found, Iterable) and all(
            isinstance(one, str) and one in LISTS[name] for one in found
        )
    return isinstance(value, str) and value in LISTS[name]


def _too_long(said: str, value: object, longest: int) -> list[str]:
    if isinstance(value, list | dict):  # the real one breaks on storing it
        return [f"The {said} field must be a string."]
    if len(str(value)) > longest:
        return [f"The {said} field must not be greater than {longest} characters."]
    return []


def _date(name: str, value: object) -> list[str]:
    try:
        day = datetime.strptime(str(value), "%Y-%m-%d")  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        day = None
    if day is None or f"{day:%Y-%m-%d}" != value:
        return [f"The {_said(name)} does not match the format YYYY-MM-DD."]
    earliest = DATES[name]
    found = []
    if str(value) < earliest:
        found.append(f"The {_said(name)} field must be a date after or equal to {earliest}.")
    if str(value) > "2038-01-01":
        found.append(f"The {_said(name)} field must be a date before or equal to 2038-01-01.")
    return found


def _url(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})", value):
        return False
    try:
        parts = urlsplit(value)
        port = parts.netloc.rpartition(":")[2] if ":" in parts.netloc else "0"
    except ValueError:
        return False
    labels = (parts.hostname or "").split(".")
    whole = all(re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", one) for one in labels)
    return parts.scheme in {"http", "https"} and len(labels) > 1 and whole and port.isdigit()


def _product(value: object) -> list[str]:
    if value == []:
        return []
    if not isinstance(value, dict):
        return ["The content id field must be an array."]
    code = value.get("EAN-13", "0" * 13)
    if not isinstance(code, str) or not re.fullmatch("[0-9]{13}", code):
        return ["The content id.EAN-13 field format is invalid."]
    return []
