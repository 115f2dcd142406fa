"""Garden tools, and what carries water, weeds and harvest."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    INK,
    LEAF,
    LEAF_DARK,
    SOIL,
    STEEL,
    STEEL_DARK,
    WOOD,
    WOOD_DARK,
    Drawing,
    Paint,
    darker,
    lighter,
)
from demo.drawing.pen import box, disc, line, oval, shape, symmetric, turn


def _handle(top: float, bottom: float, fill: str) -> str:
    return shape(
        (
            f"M278 {top} Q300 {top - 26} 322 {top} C332 {top + 50} 320 {bottom - 60} 322 {bottom} "
            f"H278 C280 {bottom - 60} 268 {top + 50} 278 {top} Z"
        ),
        fill,
    )


def trowel(paint: Paint) -> str:
    """A hand trowel with a wooden handle."""
    blade = shape("M250 330 H350 C368 400 352 480 300 548 C248 480 232 400 250 330 Z", paint.fill)
    neck = line("M300 262 V340", STEEL_DARK, 18)
    crease = line("M300 350 V510", paint.dark, 6, opacity=0.5)
    return turn(neck + blade + crease + _handle(84, 270, paint.accent) + box((276, 246, 48, 24), STEEL), 32)


def hand_fork(paint: Paint) -> str:
    """A three-pronged hand fork."""
    prongs = line("M232 520 V380 Q232 340 300 340 Q368 340 368 380 V520 M300 330 V540", paint.base, 24)
    return turn(
        line("M300 262 V340", STEEL_DARK, 18)
        + prongs
        + _handle(84, 270, paint.accent)
        + box((276, 246, 48, 24), STEEL),
        32,
    )


def secateurs(paint: Paint) -> str:
    """Bypass secateurs, open."""
    upper = shape("M292 280 C256 200 262 120 318 62 C372 120 350 210 318 284 Z", "#d9dfe3")
    hook = shape("M312 286 C352 230 396 190 420 120 C440 200 400 270 340 310 Z", STEEL)
    left = shape("M296 300 C250 350 216 430 232 528 Q252 548 270 528 C270 450 300 370 330 320 Z", paint.fill)
    right = shape("M300 300 C356 340 410 420 410 520 Q392 542 372 522 C366 450 320 380 276 320 Z", paint.fill)
    return turn(hook + right + upper + left + disc(304, 300, 22, STEEL_DARK) + disc(304, 300, 9, INK), 20)


def spade(paint: Paint) -> str:
    """A border spade with a YD handle."""
    shaft = box((288, 112, 24, 270), WOOD, radius=8)
    grip = line("M300 132 L252 64 H348 Z", WOOD_DARK, 17) + line("M250 62 H350", WOOD, 24)
    blade = shape("M226 352 H374 V470 C374 510 340 536 300 556 C260 536 226 510 226 470 Z", paint.fill)
    return turn(
        shaft
        + grip
        + blade
        + line("M300 366 V470", paint.dark, 9, opacity=0.5)
        + box((284, 330, 32, 60), STEEL_DARK, radius=8),
        28,
    )


def watering_can(paint: Paint) -> str:
    """A watering can with a rose."""
    spout = line("M236 420 L104 236", paint.dark, 28) + turn(
        box((56, 198, 92, 34), paint.accent, radius=10), -36, 102, 215
    )
    handle = line("M420 290 C540 250 540 460 412 452", paint.dark, 20) + line(
        "M244 280 C250 180 380 180 388 280", paint.dark, 20
    )
    body = symmetric("M300 276 L408 276 L426 476 Q428 500 404 500 L300 500")
    rim = oval((300, 277), (108, 15), darker(paint.base, 0.35), light=False)
    bands = line("M186 330 Q300 350 414 330", paint.dark, 5) + motif(
        paint.motif, paint.accent, at=(304, 410), scale=1.1
    )
    return handle + spout + shape(body, paint.fill) + rim + bands


def indoor_can(paint: Paint) -> str:
    """A small indoor watering can with a thin, long spout."""
    spout = line("M232 440 C150 420 180 260 104 190", paint.dark, 15)
    handle = line("M396 318 C520 270 520 470 398 462", paint.dark, 15)
    body = symmetric("M300 268 L372 268 C410 340 420 420 410 474 Q408 500 382 500 L300 500")
    return (
        handle
        + spout
        + shape(body, paint.fill)
        + oval((300, 268), (72, 11), darker(paint.base, 0.35), light=False)
    )


def twine(paint: Paint) -> str:
    """A ball of twine on a spool."""
    spool = box((176, 180, 248, 40), WOOD, radius=12) + box((176, 464, 248, 38), WOOD, radius=12)
    body = box((196, 216, 208, 252), paint.fill, radius=26)
    windings = line(
        " ".join(f"M200 {y + 14} L400 {y}" for y in range(230, 460, 18)), paint.dark, 4, opacity=0.6
    )
    return spool + body + windings + line("M398 430 C470 420 440 500 500 496", paint.base, 8)


def wheelbarrow(paint: Paint) -> str:
    """A wheelbarrow with soil and a seedling."""
    legs = line("M330 400 L370 496 M250 404 L398 404", STEEL_DARK, 15)
    frame = line("M148 452 L330 372 L530 318", STEEL_DARK, 15) + line("M476 334 L532 317", INK, 24)
    tray = shape("M96 250 H472 L398 404 H204 Z", paint.fill) + oval((284, 250), (188, 20), SOIL, light=False)
    plants = (
        line("M240 240 V176 M330 240 V190", LEAF_DARK, 9)
        + oval((222, 176), (24, 15), LEAF)
        + oval((262, 166), (24, 15), LEAF)
        + oval((312, 190), (24, 15), LEAF)
        + oval((350, 178), (24, 15), LEAF)
    )
    wheel = disc(148, 444, 56, INK) + disc(148, 444, 32, STEEL) + disc(148, 444, 9, INK, light=False)
    return plants + legs + frame + tray + wheel


def trug(paint: Paint) -> str:
    """A shallow wooden trug with carrots and leaves."""
    handle = line("M158 400 C158 130 442 130 442 400", WOOD_DARK, 23)
    greens = (
        oval((230, 330), (60, 50), LEAF)
        + oval((320, 310), (74, 56), LEAF_DARK)
        + oval((390, 346), (46, 40), LEAF)
    )
    roots = turn(shape("M250 372 C256 330 300 330 304 372 L278 440 Z", "#ea8b3d"), -40, 276, 380) + disc(
        368, 372, 34, "#cf4b43"
    )
    body = shape("M74 368 H526 C516 450 470 500 400 500 H200 C130 500 84 450 74 368 Z", paint.fill)
    slats = line("M92 410 H508 M122 454 H478", paint.dark, 6, opacity=0.6)
    return greens + roots + handle + body + slats + line("M158 372 V484 M442 372 V484", WOOD_DARK, 19)


def tub(paint: Paint) -> str:
    """A flexible garden tub with two loop handles and prunings."""
    greens = "".join(
        turn(oval((x, y), (26, 54), colour), r, x, y)
        for x, y, r, colour in (
            (220, 236, -30, LEAF),
            (270, 216, -8, LEAF_DARK),
            (330, 214, 14, LEAF),
            (384, 238, 34, LEAF_DARK),
        )
    )
    handles = line("M150 262 C150 180 250 180 250 262 M350 262 C350 180 450 180 450 262", paint.dark, 19)
    body = symmetric("M300 256 L464 256 L414 480 Q410 500 388 500 L300 500")
    return (
        greens
        + handles
        + shape(body, paint.fill)
        + line("M144 286 Q300 306 456 286", paint.dark, 7)
        + line("M196 340 L214 450", "#fff", 11, opacity=0.3)
    )


def caddy(paint: Paint) -> str:
    """A kitchen compost caddy with a lid and bail."""
    bail = line("M164 268 C172 120 428 120 436 268", STEEL_DARK, 12) + box(
        (256, 142, 88, 30), WOOD, radius=14
    )
    body = symmetric("M300 262 L428 262 L406 480 Q402 500 380 500 L300 500")
    lid = shape("M156 262 C168 206 432 206 444 262 L440 288 H160 Z", paint.accent) + disc(
        300, 214, 17, darker(paint.accent)
    )
    return (
        bail
        + shape(body, paint.fill)
        + lid
        + motif(paint.motif, lighter(paint.base, 0.8), at=(300, 394), scale=1.4)
    )


def kneeler(paint: Paint) -> str:
    """A foam kneeling pad with a handle slot."""
    pad = box((84, 184, 432, 232), paint.fill, radius=56) + line(
        "M140 214 H460 Q486 214 486 244 V356 Q486 386 460 386 H140 Q114 386 114 356 V244 Q114 214 140 214 Z",
        paint.dark,
        4,
        dashes="9 9",
    )
    return turn(
        pad
        + box((238, 200, 124, 30), darker(paint.base, 0.5), radius=15, light=False)
        + motif(paint.motif, paint.accent, at=(300, 318), scale=1.3),
        -10,
    )


STANDING: dict[str, Drawing] = {
    "watering_can": watering_can,
    "indoor_can": indoor_can,
    "twine": twine,
    "wheelbarrow": wheelbarrow,
    "trug": trug,
    "tub": tub,
    "caddy": caddy,
}

FLAT: dict[str, Drawing] = {
    "trowel": trowel,
    "hand_fork": hand_fork,
    "secateurs": secateurs,
    "spade": spade,
    "kneeler": kneeler,
}
