"""Small emblems for covers, labels, packets and prints, each drawn about the origin in a square of 100."""

from demo.drawing.pen import disc, flat, line, place


def _wave(colour: str) -> str:
    rows = (
        (
            f"M-46 {y} C-36 {y - 22} -22 {y - 22} -14 {y} C-6 {y - 22} 10 {y - 22} 16 {y} C26 "
            f"{y - 22} 38 {y - 22} 46 {y}"
        )
        for y in (-14, 10, 34)
    )
    return "".join(line(row, colour, 7) for row in rows)


def _star(colour: str) -> str:
    return flat("M0 -48 L13 -16 L47 -15 L20 7 L30 40 L0 21 L-30 40 L-20 7 L-47 -15 L-13 -16 Z", colour)


def _leaf(colour: str) -> str:
    leaf = "M0 46 C-46 14 -36 -32 0 -48 C36 -32 46 14 0 46 Z"
    return line(leaf, colour, 7) + line("M0 46 V-20 M0 20 L18 0 M0 12 L-18 -8", colour, 6)


def _bird(colour: str) -> str:
    body = "M-46 8 C-30 -20 0 -30 20 -14 C24 -32 44 -32 46 -16 L58 -10 L46 -6 C44 22 10 36 -14 24 L-46 8 Z"
    return flat(body, colour) + line("M2 28 V46 M14 26 V46", colour, 5)


def _mountain(colour: str) -> str:
    return flat("M-50 38 L-14 -34 L6 4 L18 -14 L50 38 Z", colour) + disc(32, -30, 11, colour, light=False)


def _moon(colour: str) -> str:
    return flat("M12 -46 A47 47 0 1 0 44 24 A40 40 0 0 1 12 -46 Z", colour)


def _flower(colour: str) -> str:
    petal = "M0 -8 C-20 -22 -16 -48 0 -50 C16 -48 20 -22 0 -8 Z"
    petals = "".join(
        f'<g transform="rotate({angle})">{flat(petal, colour)}</g>' for angle in range(0, 360, 60)
    )
    return petals + disc(0, 0, 9, colour, light=False)


def _sun(colour: str) -> str:
    rays = "".join(
        f'<g transform="rotate({angle})">{line("M0 -34 V-48", colour, 6)}</g>' for angle in range(0, 360, 45)
    )
    return disc(0, 0, 24, colour, light=False) + rays


def _heart(colour: str) -> str:
    return flat(
        "M0 42 C-62 0 -44 -46 -18 -42 C-8 -41 -2 -33 0 -26 C2 -33 8 -41 18 -42 C44 -46 62 0 0 42 Z", colour
    )


def _fish(colour: str) -> str:
    return flat("M-48 0 C-28 -30 10 -30 28 -4 L50 -22 V26 L28 6 C10 32 -28 32 -48 0 Z", colour)


def _tree(colour: str) -> str:
    crown = "M0 -48 L32 4 H14 L38 34 H-38 L-14 4 H-32 Z"
    return flat(crown, colour) + line("M0 34 V48", colour, 9)


def _boat(colour: str) -> str:
    return flat("M-46 16 H46 L30 42 H-30 Z", colour) + flat("M-4 8 V-46 L-38 8 Z M6 8 V-34 L36 8 Z", colour)


def _dinosaur(colour: str) -> str:
    body = (
        "M-52 36 C-36 34 -32 8 -6 4 C10 2 12 -12 12 -28 C12 -46 46 -46 48 -26 L30 -20 C30 6 "
        "34 10 26 20 V44 H12 V26 "
    )
    return flat(body + "H-4 V44 H-18 V26 C-30 36 -40 42 -52 36 Z", colour)


def _fox(colour: str) -> str:
    head = "M-48 -48 L-18 -24 Q0 -30 18 -24 L48 -48 Q54 -8 36 10 L9 40 Q0 48 -9 40 L-36 10 Q-54 -8 -48 -48 Z "
    gaps = "M-30 -4 L-12 2 L-20 10 Z M30 -4 L12 2 L20 10 Z M-7 28 H7 L0 37 Z M-41 -34 L-28 -22 L-38 -12 Z "
    gaps += "M41 -34 L28 -22 L38 -12 Z"
    return f'<path d="{head}{gaps}" fill="{colour}" fill-rule="evenodd"/>'


def _bee(colour: str) -> str:
    body = "M-34 10 C-34 -14 34 -14 34 10 C34 34 -34 34 -34 10 Z"
    wings = "M-6 -8 C-34 -50 4 -54 4 -10 M8 -8 C14 -52 46 -38 16 -4"
    return line(body, colour, 7) + line(wings, colour, 6) + line("M-12 -4 V24 M8 -6 V26", colour, 9)


def _tomato(colour: str) -> str:
    return disc(0, 8, 36, colour, light=False) + line("M0 -26 V-46 M-16 -32 L0 -24 L16 -32", colour, 7)


def _sprig(colour: str) -> str:
    leaves = "".join(
        (
            f'<g transform="translate(0 {y}) '
            f'rotate({r})">{flat("M0 0 C8 -18 26 -18 32 -8 C26 6 10 8 0 0 Z", colour)}</g>'
        )
        for y, r in ((28, 0), (28, 200), (2, -12), (2, 212), (-22, -40), (-22, 240))
    )
    return line("M0 48 V-34", colour, 5) + leaves


def _cloud(colour: str) -> str:
    return flat("M-28 30 C-58 28 -54 -8 -30 -8 C-26 -42 20 -44 26 -14 C56 -16 56 28 30 30 Z", colour)


def _shell(colour: str) -> str:
    fan = "M0 40 L-46 -10 C-44 -44 44 -44 46 -10 Z"
    return line(fan, colour, 7) + line("M0 40 L-22 -30 M0 40 V-34 M0 40 L22 -30", colour, 5)


def _feather(colour: str) -> str:
    return flat("M-30 44 C-34 -6 4 -44 38 -48 C40 -10 20 30 -22 36 Z", colour)


def _lighthouse(colour: str) -> str:
    tower = flat("M-14 -18 H14 L22 46 H-22 Z M-10 -24 V-38 L0 -48 L10 -38 V-24 Z", colour)
    return tower + line("M-24 -30 L-48 -38 M-24 -26 L-48 -20 M24 -30 L48 -38 M24 -26 L48 -20", colour, 5)


def _key(colour: str) -> str:
    return line("M-20 0 m-22 0 a22 22 0 1 0 44 0 a22 22 0 1 0 -44 0 M2 0 H48 M34 0 V18 M46 0 V14", colour, 9)


def _pan(colour: str) -> str:
    return disc(-12, 4, 34, colour, light=False) + line("M20 -6 L50 -18", colour, 11)


def _snowflake(colour: str) -> str:
    arm = line("M0 0 V-46 M0 -30 L-12 -42 M0 -30 L12 -42", colour, 6)
    return "".join(f'<g transform="rotate({angle})">{arm}</g>' for angle in range(0, 360, 60))


_MOTIFS = {
    "wave": _wave,
    "star": _star,
    "leaf": _leaf,
    "bird": _bird,
    "mountain": _mountain,
    "moon": _moon,
    "flower": _flower,
    "sun": _sun,
    "heart": _heart,
    "fish": _fish,
    "tree": _tree,
    "boat": _boat,
    "dinosaur": _dinosaur,
    "fox": _fox,
    "bee": _bee,
    "tomato": _tomato,
    "sprig": _sprig,
    "cloud": _cloud,
    "shell": _shell,
    "feather": _feather,
    "lighthouse": _lighthouse,
    "key": _key,
    "pan": _pan,
    "snowflake": _snowflake,
}


def motif(name: str, colour: str, *, at: tuple[float, float], scale: float = 1) -> str:
    """Draw an emblem centred on `at`; an empty name draws nothing, an unknown one raises KeyError."""
    return place(_MOTIFS[name](colour), *at, scale) if name else ""
