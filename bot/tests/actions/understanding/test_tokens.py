"""A text in numbers, words and signs."""

from actions.understanding.tokens import tokens


def test_a_number_keeps_what_joins_its_digits() -> None:
    assert [token.text for token in tokens("1.299,00 € or 12_99, 20.-")] == [
        "1.299,00", "€", "or", "12_99", ",", "20", ".", "-",
    ]  # fmt: skip


def test_a_word_is_without_its_apostrophe_and_knows_its_place() -> None:
    text = "I Don’t know"
    word = tokens(text)[1]
    assert (word.text, text[word.start : word.end], word.is_word) == ("dont", "Don’t", True)


def test_what_is_glued() -> None:
    assert [token.glued for token in tokens("£20 quid")] == [False, True, False]
    assert tokens("£20")[1].is_number
