"""Soft things of the house: cushions, throws, towels, bedding, rugs."""

from demo.drawing.motifs import motif
from demo.drawing.palette import Drawing, Paint, darker
from demo.drawing.pen import box, disc, flat, line, shape, symmetric


def cushion(paint: Paint) -> str:
    """A square cushion with piping."""
    body = "M126 150 Q300 118 474 150 Q508 300 474 450 Q300 482 126 450 Q92 300 126 150 Z"
    piping = line(body, paint.accent, 9)
    dimples = line(
        (
            "M150 176 Q186 196 196 230 M450 176 Q414 196 404 230 M150 424 Q186 404 196 370 M450 "
            "424 Q414 404 404 370"
        ),
        paint.dark,
        4,
        opacity=0.4,
    )
    return (
        shape(body, paint.fill)
        + piping
        + dimples
        + motif(paint.motif, paint.accent, at=(300, 300), scale=1.8)
    )


def folded(paint: Paint) -> str:
    """One throw, folded, with its fringe hanging over the edge."""
    layers = "".join(
        box((118, y, 364, 58), paint.fill, radius=27)
        + line(f"M150 {y + 54} H450", paint.dark, 4, opacity=0.5)
        for y in (438, 384, 330)
    )
    flap = shape("M118 330 C118 304 140 300 160 300 H440 C466 300 482 306 482 330 V424 H118 Z", paint.fill)
    fringe = line(" ".join(f"M{x} 424 v28" for x in range(126, 482, 14)), paint.light, 5)
    stripe = line("M120 396 H480", paint.accent, 12) + line("M120 374 H480", paint.accent, 4)
    return f'<g transform="translate(-48 -80) scale(1.16)">{layers}{flap}{fringe}{stripe}</g>'


def towels(paint: Paint) -> str:
    """A stack of three folded towels with woven borders."""
    parts = ""
    for i, colour in enumerate((paint.fill, paint.light, paint.fill)):
        y = 410 - 88 * i
        parts += box((120 + 8 * i, y, 360 - 16 * i, 86), colour, radius=40)
        parts += line(f"M{146 + 8 * i} {y + 43} H{444 - 8 * i}", paint.dark, 4, opacity=0.55)
        parts += box((372, y + 6, 22, 74), paint.accent, radius=6, light=False)
    return parts


def bedding(paint: Paint) -> str:
    """A folded duvet cover with two pillowcases, tied with ribbon."""
    sheet = box((100, 412, 400, 88), paint.fill, radius=40) + line(
        "M130 456 H470", paint.dark, 4, opacity=0.5
    )
    sheet += box((100, 332, 400, 88), paint.fill, radius=40) + line(
        "M130 376 H470", paint.dark, 4, opacity=0.5
    )
    pillows = shape(
        "M130 262 Q300 230 470 262 Q490 302 468 336 Q300 352 132 336 Q110 302 130 262 Z", paint.light
    )
    pillows += shape(
        "M146 196 Q300 166 454 196 Q474 232 452 266 Q300 282 148 266 Q126 232 146 196 Z", paint.fill
    )
    ribbon = box((288, 180, 24, 320), paint.accent) + flat(
        "M300 196 L240 160 V226 Z M300 196 L360 160 V226 Z", paint.accent
    )
    return sheet + pillows + ribbon + disc(300, 196, 14, darker(paint.accent))


def rug(paint: Paint) -> str:
    """A woven rug with a fringe at both ends."""
    fringe = line(" ".join(f"M{x} 70 V530" for x in range(158, 450, 17)), "#f1e4c8", 7)
    return (
        fringe
        + box((140, 96, 320, 408), paint.fill, radius=4)
        + line("M166 124 H434 V476 H166 Z", paint.accent, 8)
        + motif(paint.motif, paint.accent, at=(300, 300), scale=1.7)
    )


def doormat(paint: Paint) -> str:
    """A coir doormat with a printed emblem."""
    bristle = line("M84 190 H516 M84 410 H516", paint.dark, 10, dashes="2 13")
    return (
        box((72, 184, 456, 232), paint.fill, radius=12)
        + bristle
        + line("M104 214 H496 V386 H104 Z", paint.accent, 7)
        + motif(paint.motif, paint.accent, at=(300, 300), scale=1.15)
    )


def hot_water_bottle(paint: Paint) -> str:
    """A hot-water bottle in a knitted cover."""
    neck = box((262, 76, 76, 70), darker(paint.base, 0.4), radius=14) + box(
        (274, 58, 52, 32), paint.accent, radius=10
    )
    cover = symmetric(
        "M300 122 L352 122 C350 170 360 182 396 196 C426 208 430 240 430 270 L430 470 C430 "
        "506 408 522 378 522 L300 522"
    )
    rib = line(" ".join(f"M{x} 126 V166" for x in range(258, 350, 14)), paint.dark, 5)
    return neck + shape(cover, paint.fill) + rib + motif(paint.motif, paint.accent, at=(300, 350), scale=1.9)


STANDING: dict[str, Drawing] = {
    "folded": folded,
    "towels": towels,
    "bedding": bedding,
}

FLAT: dict[str, Drawing] = {
    "cushion": cushion,
    "rug": rug,
    "doormat": doormat,
    "hot_water_bottle": hot_water_bottle,
}
