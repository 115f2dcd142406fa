"""How a question is read."""

from serving.product_questions.asked import AskedQuestion, QuestionForm, mended


def test_the_words_that_ask_and_the_form() -> None:
    asked = AskedQuestion.of("Hi, does it come with a bulb please?", {"included": 0.8})
    assert asked.content == ("bulb",)
    assert (asked.form, asked.topic) == (QuestionForm.HAVING, "included")
    assert AskedQuestion.of("is it warm", {}).form is QuestionForm.BEING
    assert AskedQuestion.of("can it float?", {}).form is QuestionForm.DOING
    assert AskedQuestion.of("dishwasher safe?", {}).form is None
    assert AskedQuestion.of("is it warm", {"feel": 0.4}).topic == ""


def test_only_what_can_be_answered_so_asks_for_yes_or_no() -> None:
    assert AskedQuestion.of("is it 100% wool", {}).wholly
    assert AskedQuestion.of("is it wool", {}).polar
    for question in ("what is it", "is it wool or silk", "isn't it wool", "", "👍"):
        assert not AskedQuestion.of(question, {}).polar


def test_a_slip_is_mended_and_a_word_of_the_language_is_not() -> None:
    known, lexicon = ["microwave", "twine"], ["wine", "can", "the", "into"]
    assert mended("can it go in the micowave", known=known, lexicon=lexicon) == "can it go in the microwave"
    assert mended("wine 123 🍷", known=known, lexicon=lexicon) == "wine 123 🍷"
    assert mended("micowave", known=known, lexicon=()) == "micowave"
