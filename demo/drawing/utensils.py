"""Tools of the kitchen: knives, boards, spoons, mills, scales, cloths."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    BRASS,
    INK,
    PAPER,
    STEEL,
    STEEL_DARK,
    WOOD,
    WOOD_DARK,
    Drawing,
    Paint,
    darker,
    lighter,
)
from demo.drawing.pen import box, disc, flat, line, oval, shape, symmetric, turn


def knife(paint: Paint) -> str:
    """A chef's knife with a riveted handle."""
    blade = shape("M276 52 C330 120 352 220 350 344 H268 V60 Z", "#d9dfe3") + flat(
        "M276 52 C330 120 352 220 350 344 H326 C330 220 312 120 276 52 Z", STEEL
    )
    handle = shape(
        "M262 344 H352 V376 H336 C334 430 340 480 330 530 Q300 548 278 530 C270 480 266 420 262 344 Z",
        paint.fill,
    )
    rivets = "".join(disc(301, y, 9, BRASS) for y in (398, 444, 490))
    return turn(blade + handle + rivets, 38)


def bread_knife(paint: Paint) -> str:
    """A long serrated knife."""
    teeth = "".join(f"Q{332} {y + 9} 322 {y + 18} " for y in range(74, 362, 18))
    blade = shape(f"M274 70 Q300 58 322 74 {teeth} L274 372 Z", "#d9dfe3")
    handle = shape(
        "M264 366 H330 C334 420 342 480 334 536 Q304 552 280 536 C268 480 262 430 264 366 Z", paint.fill
    )
    return turn(blade + handle + "".join(disc(300, y, 8, BRASS) for y in (412, 462)), 38)


def board(paint: Paint) -> str:
    """A chopping board with a handle hole and a lemon on it."""
    body = (
        "M150 132 H342 C352 132 356 124 356 110 C356 62 444 62 444 110 C444 124 448 132 458 "
        "132 Q470 132 470 150 V486 Q470 508 448 508 H152 Q130 508 130 486 V152 Q130 132 150 "
        "132 Z"
    )
    grain = line(
        (
            "M176 200 C260 190 340 214 424 198 M176 300 C250 314 340 286 424 304 M176 420 C260 "
            "404 340 432 424 414"
        ),
        paint.dark,
        4,
        opacity=0.5,
    )
    lemon = disc(256, 360, 62, "#f0bd42") + disc(256, 360, 48, "#fbe7a3", light=False)
    lemon += "".join(turn(line("M256 360 V318", "#f0bd42", 4), a, 256, 360) for a in range(0, 360, 45))
    return shape(body, paint.fill) + grain + disc(400, 112, 20, PAPER, light=False) + lemon


def rolling_pin(paint: Paint) -> str:
    """A rolling pin, laid across."""
    pin = box((136, 246, 328, 108), paint.fill, radius=26)
    handles = box((56, 276, 90, 48), paint.accent, radius=24) + box(
        (454, 276, 90, 48), paint.accent, radius=24
    )
    grain = line(
        "M170 284 C240 276 340 296 430 282 M170 322 C260 330 340 312 430 326", paint.dark, 4, opacity=0.5
    )
    return turn(handles + pin + grain, -32)


def spoons(paint: Paint) -> str:
    """Three wooden spoons in a pot."""
    tools = "".join(
        turn(
            box((290, 150, 20, 260), WOOD, radius=10)
            + oval((300, 130), radii, WOOD)
            + oval((300, 132), (radii[0] * 0.6, radii[1] * 0.62), WOOD_DARK, light=False),
            degrees,
            300,
            440,
        )
        for degrees, radii in ((-20, (38, 56)), (18, (34, 50)), (-1, (44, 62)))
    )
    pot = symmetric("M300 312 L402 312 L390 474 Q388 500 364 500 L300 500")
    return (
        tools
        + shape(pot, paint.fill)
        + oval((300, 313), (102, 15), paint.light)
        + motif(paint.motif, paint.accent, at=(300, 408), scale=1)
    )


def pepper_mill(paint: Paint) -> str:
    """A turned pepper mill."""
    head = symmetric("M300 118 C348 118 366 152 354 186 C346 204 344 212 346 226 L300 226")
    body = symmetric(
        "M300 234 L348 234 C352 280 326 300 328 344 C330 400 384 420 388 484 Q388 500 372 500 L300 500"
    )
    return (
        shape(body, paint.fill)
        + shape(head, paint.fill)
        + box((250, 222, 100, 16), STEEL, radius=5)
        + disc(300, 108, 15, STEEL)
    )


def scales(paint: Paint) -> str:
    """Kitchen scales with a bowl and a dial."""
    bowl = shape("M128 178 H472 C462 260 390 286 300 286 C210 286 138 260 128 178 Z", STEEL) + oval(
        (300, 178), (172, 18), "#e3e8ea"
    )
    body = symmetric("M300 300 L370 300 L414 476 Q416 500 392 500 L300 500")
    dial = disc(300, 396, 74, PAPER, light=False) + "".join(
        turn(line("M300 334 v14", INK, 5), a, 300, 396) for a in range(0, 360, 30)
    )
    return (
        box((276, 274, 48, 34), STEEL_DARK)
        + bowl
        + shape(body, paint.fill)
        + dial
        + line("M300 396 L332 356", paint.accent, 8)
        + disc(300, 396, 9, INK)
    )


def tea_towel(paint: Paint) -> str:
    """Two folded tea towels hung over a rail."""
    rail = line("M70 116 H530", WOOD_DARK, 20)
    back = shape("M190 108 H410 V430 H190 Z", lighter(paint.base, 0.2))
    front = shape("M160 102 Q300 92 440 102 V500 H160 Z", paint.fill)
    borders = line("M160 440 H440 M160 462 H440", paint.accent, 9)
    return rail + back + front + borders + motif(paint.motif, paint.accent, at=(300, 290), scale=1.7)


def peeler(paint: Paint) -> str:
    """A Y-shaped peeler with a wooden handle."""
    arms = line("M300 300 C236 250 214 200 214 140 M300 300 C364 250 386 200 386 140", STEEL, 24)
    blade = box((206, 118, 188, 26), STEEL_DARK, radius=8)
    handle = shape(
        "M274 286 H326 C332 360 350 430 338 500 Q300 532 262 500 C250 430 268 360 274 286 Z", paint.fill
    )
    return turn(arms + blade + handle + disc(300, 486, 10, darker(paint.base, 0.5), light=False), 30)


def oven_glove(paint: Paint) -> str:
    """A quilted oven mitt with a hanging loop."""
    mitt = "M214 486 L206 300 C200 180 240 110 312 110 C384 110 410 176 406 256 C430 222 470 216 478 246 "
    mitt += "C486 280 430 340 404 386 L400 486 Z"
    quilt = "M216 240 L360 130 M208 330 L404 180 M212 420 L410 270 M240 160 L404 320 M208 250 L400 430"
    loop = line("M206 478 C160 470 164 520 212 510", paint.accent, 9)
    cuff = box((200, 462, 212, 52), paint.accent, radius=14)
    return loop + shape(mitt, paint.fill) + line(quilt, paint.dark, 3, dashes="8 8", opacity=0.7) + cuff


def apron(paint: Paint) -> str:
    """A bib apron with a neck loop, ties and a split pocket."""
    half = "M300 150 L360 150 C366 210 394 244 424 256 L414 512 L300 514"
    ties = line("M246 158 C238 90 270 58 300 58 C330 58 362 90 354 158", paint.accent, 11)
    ties += line("M420 264 C470 276 500 320 494 372 M180 264 C130 276 100 320 106 372", paint.accent, 10)
    pocket = box((222, 330, 156, 104), paint.fill, radius=8) + line(
        "M222 330 H378 M300 330 V434 M222 330 V426 Q222 434 230 434 H370 Q378 434 378 426 V330", paint.dark, 4
    )
    return (
        ties
        + shape(symmetric(half), paint.fill)
        + pocket
        + oval((300, 156), (40, 5), paint.dark, light=False)
    )


STANDING: dict[str, Drawing] = {
    "spoons": spoons,
    "pepper_mill": pepper_mill,
    "scales": scales,
}

FLAT: dict[str, Drawing] = {
    "knife": knife,
    "bread_knife": bread_knife,
    "board": board,
    "rolling_pin": rolling_pin,
    "tea_towel": tea_towel,
    "peeler": peeler,
    "oven_glove": oven_glove,
    "apron": apron,
}
