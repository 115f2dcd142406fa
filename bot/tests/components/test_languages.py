"""Other languages are told; short or misspelt English and the names of things are not taken for one."""

import pytest

from components.languages import Languages

KNOWN = frozenset({"hello", "hi", "socks", "hallo", "size", "mug", "jacket", "potato", "peeler"})


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages(KNOWN)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ich suche eine rote Jacke", "de"),
        ("günstiger bitte", "de"),
        ("Versandkosten?", "de"),
        ("WO BLEIBT MEINE BESTELLUNG", "de"),
        ("habt ihr das auch in schwarz", "de"),
        ("je voudrais un cadeau pour mon mari", "fr"),
        ("busco unos zapatos negros", "es"),
        ("dove è il mio ordine", "it"),
        ("ik zoek een jas voor mijn zoon", "nl"),
        ("где мой заказ", "ru"),
    ],
)
def test_another_language_is_told(languages: Languages, text: str, language: str) -> None:
    assert languages.foreign(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "hallo",
        "socks",
        "umbrella",
        "potato peeler",
        "eau de toilette",
        "le creuset pan",
        "adidas samba",
        "Häagen-Dazs",
        "die hard dvd",
        "do you do alterations",
        "do you deliver to Österreich",
        "secateurs",
        "wemons raincote",
        "ta",
        "20",
        "?!",
        "👍",
        "",
        "𝓘 𝔀𝓪𝓷𝓽 𝓼𝓸𝓬𝓴𝓼",
    ],
)
def test_english_is_not_taken_for_another(languages: Languages, text: str) -> None:
    assert languages.foreign(text) is None
