"""The words of a small shop, as `/v1/vocabulary` gives them, for the tests of the grammar."""

from actions.understanding.vocabulary import Vocabulary, from_file

CATALOG = {
    "attributes": {
        "colour": ["blue", "green", "brown", "red", "pink", "cream", "grey", "purple", "orange"],
        "material": [
            "cotton",
            "organic cotton",
            "stoneware",
            "wool",
            "lambswool",
            "leather",
            "oak",
            "soy wax",
        ],
        "for": ["everyone", "women", "men", "children", "toddlers"],
        "style": ["everyday", "rain", "walking", "colour", "traditional"],
        "size": ["8–20", "S–XXL"],
        "occasion": ["gift"],
    },
    "brands": ["Tern & Tide", "Aldwick"],
    "things": [
        "mug",
        "mugs",
        "jacket",
        "jackets",
        "coat",
        "scarf",
        "jumper",
        "candle",
        "candles",
        "glove",
        "gloves",
        "torch",
        "cushion",
        "dress",
        "boots",
        "raincoat",
        "polish",
        "cream",
        "soap",
        "jam",
        "tea",
        "bush",
        "teapot",
        "socks",
    ],
    "kinds": {
        "colour": {
            "blue": ["navy", "navy blue", "sky blue"],
            "pink": ["rose"],
            "purple": ["lavender", "lilac"],
            "orange": ["rust", "coral"],
            "green": ["mint", "olive", "sage"],
        },
        "material": {
            "wool": ["lambswool", "merino", "cashmere"],
            "leather": ["suede", "nubuck"],
            "wood": ["oak"],
        },
    },
    "ambiguous": [
        "rose",
        "lavender",
        "rust",
        "mint",
        "orange",
        "oak",
        "coral",
        "olive",
        "sage",
        "cream",
        "lilac",
    ],
}

VOCABULARY = Vocabulary.of(from_file(), CATALOG)
