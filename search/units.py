"""Quantities in texts: a number and its unit as one word, in the smallest unit of its kind."""

import re
from decimal import Decimal

NUMBERS = {
    "half": "0.5", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "sixteen": "16",
    "eighteen": "18", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
"""English words for numbers; other languages write quantities in digits, as far as we read them."""

_SPELLINGS = {
    ("ml", 1): "ml mls millilitre millilitres milliliter milliliters millilitern",
    ("ml", 10): "cl centilitre centilitres centiliter centiliters",
    ("ml", 100): "dl",
    ("ml", 1000): "l lt ltr ltrs litre litres liter liters litern litro litros litri",
    ("g", 1): "g gr gm gms gram grams gramme grammes gramm grammo grammi gramo gramos",
    ("g", 1000): "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes kilogramm",
    ("mm", 1): "mm millimetre millimetres millimeter millimeters millimetern",
    (
        "mm",
        10,
    ): "cm cms centimetre centimetres centimeter centimeters zentimeter zentimetern centimetri",
    ("mm", 1000): "m mtr metre metres meter meters metern mètre mètres metri metros",
    ("inch", 1): 'inch inches zoll pouces " ″',
    ("ft", 1): "ft foot feet",
    ("oz", 1): "oz ounce ounces",
    ("lb", 1): "lb lbs",
    ("gb", 1): "gb gigabyte gigabytes",
    ("tb", 1): "tb terabyte terabytes",
    ("w", 1): "w watt watts",
    ("w", 1000): "kw kilowatt kilowatts",
    ("v", 1): "v volt volts",
    ("mah", 1): "mah",
    ("lm", 1): "lm lumen lumens",
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
"""A pattern of every spelling of a unit."""
# Thousands are not read: "1,500 ml" is more or less than two in one language and another.
_QUANTITY = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,6}(?:[.,]\d{1,2})?|"
    + "|".join(NUMBERS)
    + r")(?:[ -]|\sa\s)?(?P<unit>"
    + UNIT
    + r")(?![\w])"
)


_BY = re.compile(r"(?<![\w.,])(\d{1,4}(?:\.\d)?)\s?(?:[x×]|by)\s?(\d{1,4}(?:\.\d)?)(?![\d.])")


def quantities(text: str) -> tuple[str, list[str]]:
    """A lower-case text without its quantities, and these: "1 l jar" -> ("  jar", ["1000ml"])."""
    read = [f"{width}x{height}" for width, height in _BY.findall(text)]

    def canonical(match: re.Match[str]) -> str:
        base, factor = _UNITS[match["unit"]]
        number = Decimal(NUMBERS.get(match["number"], match["number"]).replace(",", "."))
        read.append(f"{(number * factor).normalize():f}{base}")
        return " "

    return _QUANTITY.sub(canonical, _BY.sub(" ", text)), read


def is_quantity(word: str) -> bool:
    """Whether a word begins with a digit: a number, or a number with its unit."""
    return word[:1].isdigit()
