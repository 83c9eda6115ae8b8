"""Names of languages by their two letters (ISO 639-1): of the Union, and of neighbours."""

from tutela.texts.phrase import phrase

NAMES = {
    "bg": phrase("Bulgarian"),
    "cs": phrase("Czech"),
    "da": phrase("Danish"),
    "de": phrase("German"),
    "el": phrase("Greek"),
    "en": phrase("English"),
    "es": phrase("Spanish"),
    "et": phrase("Estonian"),
    "fi": phrase("Finnish"),
    "fr": phrase("French"),
    "ga": phrase("Irish"),
    "hr": phrase("Croatian"),
    "hu": phrase("Hungarian"),
    "it": phrase("Italian"),
    "lt": phrase("Lithuanian"),
    "lv": phrase("Latvian"),
    "mt": phrase("Maltese"),
    "nl": phrase("Dutch"),
    "pl": phrase("Polish"),
    "pt": phrase("Portuguese"),
    "ro": phrase("Romanian"),
    "sk": phrase("Slovak"),
    "sl": phrase("Slovenian"),
    "sv": phrase("Swedish"),
    "ar": phrase("Arabic"),
    "ru": phrase("Russian"),
    "sq": phrase("Albanian"),
    "sr": phrase("Serbian"),
    "tr": phrase("Turkish"),
    "uk": phrase("Ukrainian"),
}


def language_name(code: str) -> str:
    """The name in English; the letters themselves where it is not known here."""
    return NAMES.get(code, code or "not said")
