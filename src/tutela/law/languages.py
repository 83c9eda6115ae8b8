"""Names of languages by their two letters (ISO 639-1): of the Union, and of neighbours."""

_NAMES = {
    "bg": "Bulgarian",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "hr": "Croatian",
    "hu": "Hungarian",
    "it": "Italian",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mt": "Maltese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sv": "Swedish",
    "ar": "Arabic",
    "ru": "Russian",
    "sq": "Albanian",
    "sr": "Serbian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


def language_name(code: str) -> str:
    """The name in English; the letters themselves where it is not known here."""
    return _NAMES.get(code, code or "not said")
