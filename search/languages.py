"""What is known of languages: which have a stemmer, and which of their words say nothing of a product."""

from functools import cache
from pathlib import Path

from bm25s import stopwords

ENGLISH = "en"
_ASKING_FILE = Path(__file__).parent / "words" / "asking.txt"
SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""What Snowball calls each language that it stems, by its ISO 639-1 code."""

# Snowball's own lists, as bm25s carries them; it is loaded for these alone. Longer lists of other packages
# hold "mug", "men", "large" and "without".
_STOP_WORDS = {"en": stopwords.STOPWORDS_EN_PLUS} | {
    code: words
    for code, name in SNOWBALL.items()
    if (words := getattr(stopwords, f"STOPWORDS_{name.upper()}", ()))
}

_TELLING_TEXT = """
no nor not off over under down ej ikke ingen intet uden gegen kein keine keinem keinen keiner keines nicht
nichts ohne unter über contra ni sin sobre ne pas sans sur contro non senza su geen niet niets onder tegen
zonder nem não sem icke inga inte utan l m s t
"""
_TELLING = frozenset(_TELLING_TEXT.split())
"""What a product is without, not, or under is what it is; and sizes and T-shirts have one letter."""

_ASKING_TEXT = """
buy could find get give good hello help hi i'd i'm like looking need nice please really recommend show
something suggest thanks thing want would
"""
_ASKING = frozenset(_ASKING_TEXT.split())
"""What shoppers put around a wish when they talk to the assistant, which speaks English."""


@cache
def asking_words(language: str) -> frozenset[str]:
    """What stands around a wish in a sentence: it counts for nothing where other words say what it is."""
    lines = (line.partition(":") for line in _ASKING_FILE.read_text(encoding="utf-8").splitlines())
    return frozenset(word for code, _, words in lines if code == language for word in words.split())


IRREGULAR = {
    "knives": "knife", "scarves": "scarf", "leaves": "leaf", "shelves": "shelf", "loaves": "loaf",
    "wolves": "wolf", "calves": "calf", "halves": "half", "wives": "wife", "elves": "elf",
    "feet": "foot", "teeth": "tooth", "geese": "goose", "mice": "mouse", "people": "person", "men": "man",
    "women": "woman", "children": "child", "grey": "gray", "dice": "die",
}  # fmt: skip
"""English plurals that no stemmer knows, and their singulars; and a colour of two spellings."""


def stop_words(language: str) -> frozenset[str]:
    """Words that say nothing of a product; none of a language that there is no list for."""
    asking = _ASKING if language == ENGLISH else frozenset()
    return asking.union(_STOP_WORDS.get(language, ())) - _TELLING
