"""Books and paper: covers, notebooks, calendars, cards, wrapping."""

from demo.drawing.motifs import motif
from demo.drawing.palette import INK, PAPER, STEEL, WOOD_DARK, Drawing, Paint, darker, hexadecimal, lighter
from demo.drawing.pen import box, disc, flat, line, oval, shape, turn

_BRIGHT = tuple(
    hexadecimal(tone) for tone in ("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink")
)


def book(paint: Paint) -> str:
    """A standing hardback with an emblem on its jacket."""
    pages = box((182, 92, 264, 402), PAPER, radius=6) + line("M436 104 V486 M428 104 V486", "#ddd2ba", 3)
    cover = box((150, 82, 280, 420), paint.fill, radius=8) + box(
        (150, 82, 34, 420), paint.dark, radius=8, light=False
    )
    title = line("M226 150 H390 M250 178 H366", paint.light, 12) + line("M262 458 H354", paint.light, 7)
    return pages + cover + title + motif(paint.motif, paint.accent, at=(308, 318), scale=1.9)


def picture_book(paint: Paint) -> str:
    """A landscape picture book with a large scene."""
    pages = box((92, 162, 420, 330), PAPER, radius=6)
    cover = box((80, 150, 420, 350), paint.fill, radius=10) + box(
        (80, 150, 28, 350), paint.dark, radius=8, light=False
    )
    hill = flat(
        "M108 430 C200 372 300 452 400 400 C440 380 470 384 500 392 V490 Q500 500 490 500 H108 Z", paint.light
    )
    sun = disc(430, 214, 32, "#fbe3a0", light=False)
    return (
        pages
        + cover
        + hill
        + sun
        + motif(paint.motif, paint.accent, at=(300, 340), scale=2.3)
        + line("M170 196 H340", PAPER, 15)
    )


def notebook(paint: Paint) -> str:
    """A cloth-bound notebook with an elastic band and a ribbon."""
    ribbon = line("M250 470 L246 548", paint.accent, 11)
    pages = box((166, 82, 286, 438), PAPER, radius=16)
    cover = box((150, 74, 290, 440), paint.fill, radius=20)
    return (
        ribbon
        + pages
        + cover
        + box((392, 74, 16, 440), paint.accent, light=False)
        + line("M184 80 V508", paint.dark, 4, opacity=0.6)
        + motif(paint.motif, paint.accent, at=(286, 250), scale=1.2)
    )


def sketchbook(paint: Paint) -> str:
    """A wire-bound sketchbook with a pencil."""
    pad = box((148, 116, 320, 400), paint.fill, radius=12) + box(
        (204, 190, 208, 118), PAPER, radius=6, light=False
    )
    wire = "".join(
        line(f"M{x} 138 V96", STEEL, 9) + disc(x, 138, 7, INK, light=False) for x in range(170, 460, 24)
    )
    pencil = turn(
        box((286, 250, 28, 240), "#f0bd42", radius=3)
        + shape("M286 250 L300 208 L314 250 Z", "#f1d8b0")
        + flat("M295 224 L300 208 L305 224 Z", INK),
        38,
        300,
        360,
    )
    return (
        pad
        + wire
        + motif(paint.motif, paint.ink, at=(308, 250), scale=0.9)
        + f'<g transform="translate(56 40)">{pencil}</g>'
    )


def planner(paint: Paint) -> str:
    """A weekly planner with tabs, open."""
    tabs = "".join(
        box((486, y, 38, 46), colour, radius=8)
        for y, colour in zip((170, 224, 278, 332, 386), _BRIGHT, strict=False)
    )
    cover = box((66, 128, 440, 344), paint.fill, radius=16)
    pages = box((84, 144, 210, 312), PAPER, radius=4) + box((302, 144, 190, 312), PAPER, radius=4)
    rows = line(" ".join(f"M104 {y} H274 M320 {y} H474" for y in range(220, 440, 44)), "#d8cdb5", 4)
    marks = line("M104 186 H190 M320 186 H400", paint.base, 11) + line(
        "M118 248 H220 M334 292 H440 M118 336 H190", paint.accent, 9
    )
    return (
        tabs
        + cover
        + pages
        + rows
        + marks
        + "".join(line(f"M288 {y} H308", STEEL, 9) for y in range(170, 450, 34))
    )


def letters(paint: Paint) -> str:
    """A writing set: sheets, an envelope and a seal."""
    sheets = turn(box((132, 96, 250, 330), PAPER, radius=6), -7, 260, 260) + turn(
        box((160, 100, 250, 330), "#fffdf7", radius=6), 4, 280, 260
    )
    lines = turn(line("M196 172 H374 M196 210 H374 M196 248 H330", "#cabfa8", 5), 4, 280, 260)
    envelope = (
        box((134, 288, 344, 222), paint.fill, radius=10)
        + line("M140 296 L306 420 L472 296", paint.dark, 6)
        + disc(306, 414, 33, paint.accent)
    )
    return (
        sheets + lines + envelope + motif(paint.motif, lighter(paint.accent, 0.7), at=(306, 414), scale=0.4)
    )


def card(paint: Paint) -> str:
    """A greeting card standing in front of its envelope."""
    envelope = turn(
        box((212, 150, 300, 220), "#e5d2b2", radius=8) + line("M216 156 L362 262 L508 156", "#c9b28b", 6),
        6,
        360,
        260,
    )
    front = box((124, 150, 268, 350), paint.fill, radius=8) + line(
        "M146 172 H370 V478 H146 Z", paint.accent, 5
    )
    return (
        envelope
        + flat("M392 154 L424 176 V490 L392 500 Z", paint.dark)
        + front
        + motif(paint.motif, paint.accent, at=(258, 312), scale=1.7)
    )


def wrapping(paint: Paint) -> str:
    """A roll of wrapping paper with a ribbon."""
    sheet = shape("M176 130 H500 V420 Q440 446 380 420 T256 420 L176 440 Z", paint.fill)
    roll = (
        box((120, 78, 86, 450), paint.fill, radius=20)
        + oval((163, 84), (43, 15), paint.light)
        + oval((163, 84), (20, 7), WOOD_DARK, light=False)
    )
    bow = box((120, 276, 86, 26), paint.accent) + flat(
        "M163 289 L110 250 V328 Z M163 289 L216 250 V328 Z", paint.accent
    )
    return sheet + roll + bow + disc(163, 289, 14, darker(paint.accent))


def calendar(paint: Paint) -> str:
    """A wall calendar with a picture and a month of squares."""
    sheet = box((142, 82, 316, 440), PAPER, radius=8) + box((142, 82, 316, 226), paint.fill, radius=8)
    wire = "".join(line(f"M{x} 96 V66", STEEL, 8) for x in range(170, 446, 26))
    days = "".join(
        box(
            (166 + 39 * (i % 7), 334 + 42 * (i // 7), 31, 32), lighter(paint.base, 0.7), radius=5, light=False
        )
        for i in range(28)
    )
    marked = box((283, 376, 31, 32), paint.accent, radius=5, light=False)
    return sheet + wire + motif(paint.motif, paint.accent, at=(300, 196), scale=1.7) + days + marked


STANDING: dict[str, Drawing] = {
    "book": book,
    "picture_book": picture_book,
    "card": card,
}

FLAT: dict[str, Drawing] = {
    "notebook": notebook,
    "sketchbook": sketchbook,
    "planner": planner,
    "letters": letters,
    "wrapping": wrapping,
    "calendar": calendar,
}
