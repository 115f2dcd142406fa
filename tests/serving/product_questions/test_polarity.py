"""Yes and no are said where a sentence says just that, and nowhere else."""

import pytest

from search import words
from serving.product_questions.asked import AskedQuestion
from serving.product_questions.polarity import verdict

TITLE = frozenset(words("Rain jacket, blue"))


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("is it waterproof?", "Waterproof and light.", True),
        ("is it waterproof?", "A fully waterproof jacket with welded seams.", True),
        ("is it waterproof?", "Not waterproof; bring it in when it rains.", False),
        ("is it waterproof?", "Showerproof, not for a downpour.", None),
        ("is it waterproof?", "Shower-proof rather than waterproof: fine for the walk home.", None),
        ("is it waterproof?", "Wool on top, waterproof beneath.", None),
        ("is it fully waterproof?", "Waterproof and light.", None),
        ("how waterproof is it", "Waterproof and light.", None),
        ("isn't it waterproof?", "Waterproof and light.", None),
        ("is it waterproof or not", "Waterproof and light.", None),
        ("can it go in the microwave?", "Dishwasher and microwave safe.", True),
        ("can it go in the microwave?", "350 ml; not for microwaves.", False),
        ("is it machine washable", "Never machine wash: sponge it down.", None),
        ("can i machine wash it", "Never machine wash: sponge it down.", False),
        ("can i machine wash it", "Shake and air; the washing machine would undo it.", None),
        ("is it machine washable", "Hand wash only.", None),
        ("can it go in the dishwasher", "The pot goes in the dishwasher.", None),
        ("does it work on induction", "Works on gas, electric and induction.", True),
        ("does it have pockets", "A mix with two proper pockets and wooden buttons.", True),
        ("does it have pockets", "Fits a coat pocket; the cover wipes dry.", None),
        ("does it come with a bulb?", "Takes one E14 bulb, not included; 42 centimetres tall.", False),
        ("is it included", "Uses any canister; gas and pot not included.", None),
        ("can i iron it", "Never needs ironing; line-dry it.", None),
        ("does it need ironing", "Never needs ironing; line-dry it.", False),
        ("is it badger hair", "Builds a lather as well as badger.", None),
        ("is it soft", "A soft pouch is included.", None),
        ("is it scented", "Fragrance-free.", None),
        ("does it contain perfume", "Perfume-free; 30 ml.", False),
    ],
)
def test_a_sentence_decides_or_it_does_not(question: str, sentence: str, said: bool | None) -> None:
    assert verdict(AskedQuestion.of(question, {}), sentence, title=TITLE) is said


def test_what_the_product_is_called_decides_nothing() -> None:
    assert verdict(AskedQuestion.of("is it a jacket?", {}), "Rain jacket, blue", title=TITLE) is None
