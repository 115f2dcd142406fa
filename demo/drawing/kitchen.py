"""The kitchen's pots and crockery: what holds food and drink."""

from demo.drawing.cups import rim
from demo.drawing.motifs import motif
from demo.drawing.palette import (
    PAPER,
    STEEL,
    WOOD,
    WOOD_DARK,
    Drawing,
    Paint,
    darker,
    lighter,
)
from demo.drawing.pen import box, disc, line, oval, shape, symmetric, turn

_GLASS = "#dbe9ea"


def frying_pan(paint: Paint) -> str:
    """A frying pan from above."""
    handle = box((420, 246, 196, 48), paint.accent, radius=22) + disc(586, 270, 9, PAPER, light=False)
    return (
        turn(handle, 38, 270, 270)
        + disc(256, 262, 188, paint.dark)
        + disc(256, 262, 168, paint.fill)
        + disc(256, 262, 138, darker(paint.base, 0.3), light=False)
        + line("M150 240 C160 190 200 156 250 150", "#fff", 8, opacity=0.25)
    )


def casserole(paint: Paint) -> str:
    """A cast-iron casserole with lid and two handles."""
    handles = "".join(
        line(
            f"M{x} 356 h{w} q{w / 2} 40 -{w} 44" if w > 0 else f"M{x} 356 h{w} q{w / 2} 40 {-w} 44",
            paint.dark,
            20,
        )
        for x, w in ((456, 42), (144, -42))
    )
    body = symmetric("M300 316 L466 316 L456 452 C454 486 430 500 404 500 L300 500")
    lid = shape(symmetric("M300 226 C400 226 458 262 476 318 Q400 332 300 332"), paint.fill)
    knob = box((282, 192, 36, 40), paint.accent, radius=8) + oval((300, 190), (38, 16), paint.accent)
    return handles + shape(body, paint.fill) + lid + knob + line("M130 322 Q300 342 470 322", paint.dark, 6)


def saucepan(paint: Paint) -> str:
    """A lidded saucepan with a long handle."""
    handle = box((400, 338, 176, 34), paint.accent, radius=16) + disc(552, 355, 7, PAPER, light=False)
    body = symmetric("M300 312 L430 312 L426 470 C424 492 406 500 390 500 L300 500")
    moved = shape(body, paint.fill) + shape(
        symmetric("M300 258 C370 258 420 280 436 314 Q380 324 300 324"), _GLASS
    )
    moved += line("M164 316 Q300 332 436 316", STEEL, 8) + disc(300, 248, 19, paint.accent)
    return f'<g transform="translate(-46 0)">{handle}{moved}</g>'


def bowl(paint: Paint) -> str:
    """A mixing bowl."""
    body = symmetric("M300 268 L478 268 C470 400 400 482 350 490 L350 500 L300 500")
    return (
        shape(body, paint.fill)
        + rim(paint, 270, (178, 30))
        + line("M136 330 Q300 378 464 330", paint.accent, 12)
        + line("M146 356 Q300 404 454 356", paint.accent, 4)
    )


def bowls(paint: Paint) -> str:
    """Three nested bowls."""
    parts = ""
    for y, colour in ((430, paint.light), (356, paint.fill), (282, paint.fill)):
        path = symmetric(f"M300 {y - 20} L430 {y - 20} C424 {y + 40} 384 {y + 66} 350 {y + 70} L300 {y + 70}")
        parts += shape(path, colour) + oval((300, y - 20), (130, 20), paint.light)
    inner = oval((300, 264), (116, 14), darker(paint.base, 0.35), light=False)
    return parts + inner


def plate(paint: Paint) -> str:
    """A dinner plate from above with a painted rim."""
    rim = disc(300, 300, 208, paint.fill) + line("M300 112 A188 188 0 1 1 299 112", paint.accent, 10)
    return (
        rim
        + disc(300, 300, 134, lighter(paint.base, 0.4))
        + motif(paint.motif, paint.accent, at=(300, 300), scale=1.4)
    )


def jar(paint: Paint) -> str:
    """A glass storage jar with a cork lid, filled."""
    glass = box((188, 206, 224, 294), _GLASS, radius=34) + box((200, 290, 200, 200), paint.fill, radius=26)
    lid = box((210, 146, 180, 70), WOOD, radius=14) + line(
        "M236 168 v24 M276 164 v30 M330 170 v22", WOOD_DARK, 5, opacity=0.5
    )
    label = box((236, 350, 128, 84), PAPER, radius=8, light=False) + motif(
        paint.motif, paint.ink, at=(300, 392), scale=0.7
    )
    return glass + lid + label + line("M214 246 V460", "#fff", 10, opacity=0.6)


def lunch_box(paint: Paint) -> str:
    """A lunch box with a clip-on lid."""
    handle = line("M236 262 C236 210 364 210 364 262", paint.dark, 20)
    body = box((112, 320, 376, 180), paint.fill, radius=34)
    lid = box((104, 258, 392, 86), paint.accent, radius=30)
    clips = "".join(box((x, 318, 40, 60), darker(paint.accent, 0.2), radius=10) for x in (160, 400))
    return handle + body + lid + clips + motif(paint.motif, paint.accent, at=(300, 422), scale=1.05)


def cake_tin(paint: Paint) -> str:
    """A round tin for cake, with a printed side."""
    body = symmetric("M300 300 L464 300 L464 466 C464 490 390 504 300 504")
    lid = shape(
        symmetric("M300 232 C400 232 472 244 474 262 L474 306 C464 326 390 334 300 334"), paint.accent
    )
    return (
        shape(body, paint.fill)
        + lid
        + oval((300, 262), (174, 32), lighter(paint.accent, 0.3))
        + oval((300, 256), (26, 10), darker(paint.accent), light=False)
        + motif(paint.motif, paint.accent, at=(300, 416), scale=1.1)
    )


def butter_dish(paint: Paint) -> str:
    """A lidded butter dish."""
    lid = shape("M152 446 V330 Q152 290 192 290 H408 Q448 290 448 330 V446 Z", paint.fill) + box(
        (270, 258, 60, 40), paint.accent, radius=16
    )
    return (
        lid
        + box((96, 440, 408, 40), paint.light, radius=18)
        + box((146, 476, 308, 22), paint.dark, radius=9)
        + motif(paint.motif, paint.accent, at=(300, 372), scale=1)
    )


STANDING: dict[str, Drawing] = {
    "casserole": casserole,
    "saucepan": saucepan,
    "bowl": bowl,
    "bowls": bowls,
    "jar": jar,
    "lunch_box": lunch_box,
    "cake_tin": cake_tin,
    "butter_dish": butter_dish,
}

FLAT: dict[str, Drawing] = {
    "frying_pan": frying_pan,
    "plate": plate,
}
