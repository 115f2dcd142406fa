"""Which language a message is in, where it is not English.

A guess from letters alone takes "umbrella" for Italian; so words of the language must be there too, and fewer
English ones, or a whole sentence of which no word is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

import yaml
from py3langid.langid import LanguageIdentifier

ENGLISH, GERMAN = "en", "de"
SURE, CERTAIN = 0.8, 0.99  # the guess's probability: with words that give the language away, and without any
SENTENCE = 4  # words; fewer, none of them known, are the name of something
LONE = 5  # letters; a shorter word alone ("ja", "nein") may be a name or a slip
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def _cues() -> Mapping[str, frozenset[str]]:
    lists = yaml.safe_load(Path(__file__).with_name("cues.yml").read_text(encoding="utf-8"))
    return {language: frozenset(str(words).split()) for language, words in lists.items()}


CUES = _cues()


class Languages:
    """Tells messages in other languages from English ones, whose words are among the `known`."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._guesser = LanguageIdentifier.from_pickled_model("data/model.plzma", norm_probs=True)

    def foreign(self, text: str) -> str | None:
        """The ISO 639-1 code of the message's language, None where it is English or can't be told."""
        text = unicodedata.normalize("NFKC", text)  # letters for show are letters
        words = [word.replace("’", "'") for word in WORD.findall(text.lower())]
        if not words:
            return None
        counts = {language: sum(word in cues for word in words) for language, cues in CUES.items()}
        language = max(counts, key=lambda code: (counts[code], code == ENGLISH))
        if len(words) == 1:
            lone = language == GERMAN and len(words[0]) >= LONE and words[0] not in self._known
            return GERMAN if lone else self._other_script(text)
        guess, probability = self._guesser.classify(text)
        if guess != ENGLISH and counts.get(guess, 0) > counts[ENGLISH] and probability >= SURE:
            return str(guess)
        if language != ENGLISH and counts[language] >= counts[ENGLISH] + 2:
            return language
        unknown = (
            len(words) >= SENTENCE and not counts[ENGLISH] and not any(word in self._known for word in words)
        )
        return (
            str(guess)
            if unknown and guess != ENGLISH and probability >= CERTAIN
            else self._other_script(text)
        )

    def _other_script(self, text: str) -> str | None:
        """The language of a text without a single Latin letter: Cyrillic, Arabic, Chinese, …"""
        if LATIN.search(text) or text.isascii():
            return None
        guess, _ = self._guesser.classify(text)
        return str(guess) if guess != ENGLISH else None
