"""Colours by plain name, and the paint that a drawing works with: a base, its shade and its highlight."""

from collections.abc import Callable
from dataclasses import dataclass

WOOD = "#c99a66"
WOOD_DARK = "#a5774a"
STEEL = "#b9c1c8"
STEEL_DARK = "#87919b"
BRASS = "#d0a24c"
INK = "#3b3f4a"
PAPER = "#fbf6ea"
LEAF = "#6d9a5b"
LEAF_DARK = "#4c7a45"
SOIL = "#6b4f3f"

_TONES = {
    "blue": "#4f86c6",
    "navy": "#33507f",
    "sky": "#7fb4de",
    "denim": "#56779f",
    "teal": "#3d8f8f",
    "red": "#cf4b43",
    "rust": "#c4683c",
    "terracotta": "#cd7a55",
    "green": "#5c9462",
    "sage": "#9db592",
    "moss": "#6f7f4c",
    "forest": "#3f6b52",
    "yellow": "#f0bd42",
    "mustard": "#d6a032",
    "pink": "#e79aa8",
    "rose": "#d77b8c",
    "blush": "#efc3c0",
    "grey": "#959ca4",
    "slate": "#6b7681",
    "silver": "#c3cad0",
    "black": "#41454f",
    "white": "#fbfaf6",
    "cream": "#f3e6cb",
    "oat": "#e2d0b0",
    "brown": "#96694a",
    "tan": "#c49a6c",
    "oak": "#cfa06c",
    "walnut": "#7d563c",
    "purple": "#8467a9",
    "plum": "#7b4868",
    "lavender": "#b3a1d1",
    "orange": "#ea8b3d",
    "multicoloured": "#4f86c6",
}

# Two quiet backgrounds for each family of tones, so that a row of products does not look stamped.
_BACKGROUNDS = {
    "cool": ("#f6e9d8", "#f4e4da", "#f3ecd9"),
    "warm": ("#dcebe8", "#e1e9f2", "#e6ecdc"),
    "green": ("#f5e9dc", "#f3e6e2", "#efeadb"),
    "pale": ("#cfdfe0", "#d9d5e4", "#d3dfcd"),
    "dark": ("#e9e3d6", "#dfe7e4", "#efdfd3"),
    "purple": ("#ece9d9", "#f4e7d9", "#e4ebdd"),
}
_FAMILIES = {
    "cool": {"blue", "navy", "sky", "denim", "teal", "multicoloured"},
    "warm": {"red", "rust", "terracotta", "yellow", "mustard", "orange", "brown", "tan", "oak", "walnut"},
    "green": {"green", "sage", "moss", "forest"},
    "pale": {"white", "cream", "oat", "blush", "silver", "pink", "rose"},
    "dark": {"black", "grey", "slate"},
    "purple": {"purple", "plum", "lavender"},
}


def hexadecimal(tone: str) -> str:
    """Return the colour of a tone by name; raises KeyError for a name that the palette lacks."""
    return _TONES[tone]


def background(tone: str, seed: int) -> str:
    """Return a tint that sets the tone off; `seed` picks among the tints of its family."""
    family = next(name for name, tones in _FAMILIES.items() if tone in tones)
    tints = _BACKGROUNDS[family]
    return tints[seed % len(tints)]


def mix(colour: str, other: str, share: float) -> str:
    """Blend `share` (0–1) of `other` into `colour`, both as #rrggbb."""
    ends = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in ends)


def darker(colour: str, share: float = 0.25) -> str:
    """Shade a colour towards a cool ink, which keeps it livelier than black does."""
    return mix(colour, "#232a45", share)


def lighter(colour: str, share: float = 0.35) -> str:
    """Tint a colour towards a warm white."""
    return mix(colour, "#fffaf0", share)


def _brightness(colour: str) -> float:
    """Return the luma of #rrggbb, 0–255 (ITU-R BT.601)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@dataclass(frozen=True, slots=True)
class Paint:
    """What one product is drawn with; `fill` is the base colour or a reference to its pattern."""

    base: str
    accent: str
    fill: str
    motif: str = ""

    @property
    def dark(self) -> str:
        """The shade of the base colour, for lower layers and seams."""
        return darker(self.base)

    @property
    def light(self) -> str:
        """The tint of the base colour, for linings and highlights."""
        return lighter(self.base)

    @property
    def ink(self) -> str:
        """A colour that reads on paper: the accent, or the base's shade where the accent is too pale."""
        return self.accent if _brightness(self.accent) < 185 else darker(self.base, 0.4)

    @property
    def on_accent(self) -> str:
        """A colour that reads on the accent."""
        return darker(self.base, 0.4) if _brightness(self.accent) > 185 else lighter(self.accent, 0.75)


Drawing = Callable[[Paint], str]
