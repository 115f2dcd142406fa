"""Desk and shelf: books, paper, pens, ink, paint."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    BRASS,
    INK,
    LEAF_DARK,
    PAPER,
    STEEL,
    WOOD,
    WOOD_DARK,
    Drawing,
    Paint,
    hexadecimal,
    lighter,
)
from demo.drawing.pen import box, disc, flat, line, shape, symmetric, turn

_BRIGHT = tuple(
    hexadecimal(tone) for tone in ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
)


def pen(paint: Paint) -> str:
    """A fountain pen, uncapped."""
    body = shape("M276 54 Q300 40 324 54 L330 380 H270 Z", paint.fill) + box(
        (266, 366, 68, 22), BRASS, radius=6
    )
    grip = shape("M272 388 H328 L318 462 H282 Z", INK)
    nib = (
        shape("M284 462 H316 C324 496 312 524 300 552 C288 524 276 496 284 462 Z", BRASS)
        + line("M300 490 V546", INK, 3)
        + disc(300, 488, 5, INK, light=False)
    )
    stroke = line("M92 486 C140 430 160 520 206 470 C230 444 250 500 276 500", paint.base, 7)
    return stroke + turn(body + grip + nib + line("M322 80 V200", BRASS, 9), 42, 340, 330)


def pencils(paint: Paint) -> str:
    """A tin of coloured pencils."""
    points = ""
    for x, colour in zip(range(130, 460, 44), _BRIGHT, strict=False):
        points += (
            box((x, 170, 38, 190), colour)
            + shape(f"M{x} 172 L{x + 19} 108 L{x + 38} 172 Z", "#f1d8b0")
            + flat(f"M{x + 12} 132 L{x + 19} 108 L{x + 26} 132 Z", colour)
        )
    tin = box((110, 286, 380, 230), paint.fill, radius=16) + box(
        (110, 286, 380, 34), paint.dark, radius=12, light=False
    )
    return points + tin + motif(paint.motif, paint.accent, at=(300, 418), scale=1.4)


def watercolours(paint: Paint) -> str:
    """An open watercolour tin with a brush."""
    lid = (
        box((92, 96, 416, 196), lighter(paint.base, 0.5), radius=18)
        + disc(200, 196, 48, "#9cc3e0", light=False)
        + disc(300, 186, 38, "#f1b9a9", light=False)
        + disc(400, 204, 44, "#bcd4a6", light=False)
    )
    base = box((92, 296, 416, 200), paint.fill, radius=18)
    colours = (*_BRIGHT, "#96694a", "#41454f", "#fbfaf6", "#7fb4de")
    pans = "".join(
        box((118 + 62 * (i % 6), 318 + 82 * (i // 6), 52, 66), colour, radius=7)
        for i, colour in enumerate(colours)
    )
    brush = turn(
        box((290, 150, 16, 260), WOOD, radius=7)
        + box((287, 394, 22, 36), STEEL)
        + shape("M287 428 H309 C314 460 304 480 298 500 C290 480 282 460 287 428 Z", INK),
        58,
        298,
        330,
    )
    return lid + base + pans + brush


def tape(paint: Paint) -> str:
    """Three rolls of paper tape."""
    parts = ""
    for (x, y, r), colour in zip(
        ((220, 236, 118), (392, 312, 100), (238, 430, 92)),
        (paint.fill, paint.accent, paint.light),
        strict=True,
    ):
        parts += (
            disc(x, y, r, colour) + disc(x, y, r * 0.56, "#e6cfa6") + disc(x, y, r * 0.46, PAPER, light=False)
        )
    return parts


def ink(paint: Paint) -> str:
    """A bottle of ink with a drop on its label."""
    glass = symmetric(
        "M300 246 L360 246 L360 270 C430 290 440 330 440 380 L440 470 Q440 500 408 500 L300 500"
    )
    cap = box((226, 164, 148, 88), INK, radius=14) + line(
        "M246 184 V236 M276 184 V236 M306 184 V236 M336 184 V236", "#5b5f6b", 5
    )
    label = box((206, 344, 188, 116), PAPER, radius=8, light=False)
    return (
        shape(glass, paint.fill)
        + cap
        + label
        + flat("M300 356 C326 394 330 440 300 446 C270 440 274 394 300 356 Z", paint.base)
        + line("M184 330 V450", "#fff", 9, opacity=0.35)
    )


def bookends(paint: Paint) -> str:
    """A pair of bookends with books between them."""
    books = "".join(
        box((x, y, w, 500 - y), colour, radius=5)
        for x, y, w, colour in (
            (190, 236, 46, _BRIGHT[4]),
            (238, 206, 38, _BRIGHT[2]),
            (278, 250, 52, _BRIGHT[0]),
            (332, 220, 34, PAPER),
            (368, 242, 42, _BRIGHT[5]),
        )
    )
    left = shape("M188 500 H80 V470 H150 V260 Q188 260 188 300 Z", paint.fill)
    right = shape("M412 500 H520 V470 H450 V260 Q412 260 412 300 Z", paint.fill)
    return (
        books
        + left
        + right
        + motif(paint.motif, paint.accent, at=(122, 424), scale=0.8)
        + motif(paint.motif, paint.accent, at=(478, 424), scale=0.8)
    )


def globe(paint: Paint) -> str:
    """A desk globe on a wooden stand."""
    arc = line("M402 96 A196 196 0 0 1 214 428", BRASS, 14)
    ball = disc(290, 250, 160, paint.fill)
    land = flat(
        (
            "M190 190 C220 140 290 130 310 166 C320 196 270 206 262 240 C256 280 220 290 200 262 "
            "C180 240 176 214 190 190 Z M330 270 C360 240 410 250 420 286 C410 340 370 372 340 "
            "366 C316 350 310 300 330 270 Z M250 330 C270 320 290 340 282 366 C262 380 240 350 "
            "250 330 Z"
        ),
        LEAF_DARK,
        0.85,
    )
    stand = line("M300 420 V470", WOOD_DARK, 24) + box((196, 462, 208, 38), WOOD, radius=18)
    return (
        stand
        + ball
        + land
        + line(
            "M140 210 Q290 270 446 216 M138 290 Q290 350 440 300", lighter(paint.base, 0.6), 3, opacity=0.6
        )
        + arc
    )


def scissors(paint: Paint) -> str:
    """A pair of paper scissors."""
    blades = shape("M286 330 L222 62 C246 70 262 86 272 112 L330 318 Z", "#d9dfe3") + shape(
        "M314 330 L378 62 C354 70 338 86 328 112 L270 318 Z", STEEL
    )
    loops = line(
        "M286 340 C240 370 186 390 186 446 C186 520 286 524 292 450 C294 410 300 380 314 350", paint.base, 27
    )
    loops += line(
        "M314 340 C360 370 414 390 414 446 C414 520 314 524 308 450 C306 410 300 380 286 350", paint.base, 27
    )
    return turn(loops + blades + disc(300, 322, 13, INK), 22)


STANDING: dict[str, Drawing] = {
    "ink": ink,
    "bookends": bookends,
    "globe": globe,
    "pencils": pencils,
}

FLAT: dict[str, Drawing] = {
    "pen": pen,
    "watercolours": watercolours,
    "tape": tape,
    "scissors": scissors,
}
