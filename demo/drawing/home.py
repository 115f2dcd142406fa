"""The house: light, textiles, time, things on shelves."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    BRASS,
    INK,
    PAPER,
    STEEL,
    WOOD,
    WOOD_DARK,
    Drawing,
    Paint,
    darker,
    hexadecimal,
    lighter,
)
from demo.drawing.pen import box, disc, flat, line, oval, place, shape, symmetric, turn


def lamp(paint: Paint) -> str:
    """A table lamp with a glazed base and a linen shade."""
    glow = oval((300, 250), (230, 170), "#ffe9b0", light=False).replace("/>", ' opacity=".35"/>')
    base = symmetric("M300 318 L322 318 C330 346 392 366 392 426 C392 470 350 498 346 500 L300 500")
    shade = symmetric("M300 110 L382 110 L446 310 Q380 326 300 326")
    return (
        glow
        + box((290, 290, 20, 40), BRASS)
        + shape(base, paint.fill)
        + shape(shade, paint.accent)
        + line("M218 112 H382 M156 308 Q300 336 444 308", darker(paint.accent, 0.12), 6)
    )


def desk_lamp(paint: Paint) -> str:
    """A jointed reading lamp."""
    beam = flat("M372 232 L330 500 H560 L478 178 Z", "#ffe9b0", 0.35)
    arm = (
        line("M214 476 L158 296 L356 158", STEEL, 14)
        + disc(158, 296, 19, paint.dark)
        + disc(356, 158, 15, paint.dark)
    )
    head = shape("M-34 -64 H34 L92 44 H-92 Z", paint.fill) + box((-92, 40, 184, 14), paint.dark, radius=7)
    head = f'<g transform="translate(398 184) rotate(-26)">{head}</g>'
    return beam + arm + head + box((130, 468, 176, 34), paint.fill, radius=16)


def candle(paint: Paint) -> str:
    """A candle in a glass with a label."""
    glow = disc(300, 210, 120, "#ffdf8a", light=False).replace("/>", ' opacity=".3"/>')
    flame = flat("M300 140 C336 190 330 226 300 232 C270 226 264 190 300 140 Z", "#f6a63c") + flat(
        "M300 182 C316 206 314 222 300 226 C286 222 284 206 300 182 Z", "#fff0bd"
    )
    glass = box((184, 232, 232, 268), lighter(paint.base, 0.75), radius=26) + box(
        (184, 290, 232, 210), paint.fill, radius=24
    )
    label = box((222, 342, 156, 112), PAPER, radius=8, light=False) + motif(
        paint.motif, paint.ink, at=(300, 398), scale=0.85
    )
    return (
        glow
        + glass
        + line("M300 234 V290", INK, 6)
        + flame
        + label
        + line("M206 262 V470", "#fff", 9, opacity=0.4)
    )


def vase(paint: Paint) -> str:
    """A rounded vase with a few stems."""
    stems = line(
        "M300 260 C296 190 280 130 250 84 M304 260 C310 190 340 140 372 110 M300 260 C300 200 304 140 306 66",
        "#6d9a5b",
        6,
    )
    heads = "".join(
        motif("flower", colour, at=at, scale=0.66)
        for at, colour in (((248, 84), paint.accent), ((374, 106), "#f0bd42"), ((306, 62), "#e79aa8"))
    )
    body = symmetric(
        "M300 226 L346 226 C348 262 342 272 362 292 C410 330 424 400 396 456 C384 484 362 "
        "500 344 500 L300 500"
    )
    return (
        stems
        + heads
        + shape(body, paint.fill)
        + oval((300, 227), (46, 10), darker(paint.base, 0.4), light=False)
        + line("M206 372 Q300 396 394 372", paint.light, 7, opacity=0.7)
    )


def bud_vase(paint: Paint) -> str:
    """A small bottle vase with one sprig."""
    sprig = place(motif("sprig", "#6d9a5b", at=(0, 0), scale=1), 308, 150, 2.1)
    body = symmetric("M300 244 L328 244 L324 322 C372 344 392 392 384 440 C378 482 352 500 330 500 L300 500")
    return (
        sprig
        + shape(body, paint.fill)
        + line("M270 244 H330", paint.dark, 8)
        + line("M222 420 Q300 446 378 420", paint.light, 7, opacity=0.7)
    )


def _dial(paint: Paint, *, centre: tuple[float, float], radius: float) -> str:
    x, y = centre
    ticks = "".join(
        turn(line(f"M{x} {y - radius * 0.8} V{y - radius * 0.7}", INK, 6), 30 * hour, x, y)
        for hour in range(12)
    )
    hands = line(f"M{x} {y} L{x - radius * 0.34} {y - radius * 0.26}", INK, 11) + line(
        f"M{x} {y} L{x + radius * 0.36} {y - radius * 0.5}", INK, 8
    )
    return disc(x, y, radius, PAPER) + ticks + hands + disc(x, y, 11, paint.accent, light=False)


def clock(paint: Paint) -> str:
    """A round wall clock."""
    return disc(300, 300, 206, paint.fill) + _dial(paint, centre=(300, 300), radius=170)


def alarm_clock(paint: Paint) -> str:
    """A twin-bell alarm clock on two feet."""
    bells = turn(flat("M140 196 A70 70 0 0 1 262 150 Z", paint.dark), 0) + flat(
        "M460 196 A70 70 0 0 0 338 150 Z", paint.dark
    )
    feet = line("M206 448 L176 494 M394 448 L424 494", paint.dark, 22)
    hammer = line("M300 170 V116", STEEL, 10) + box((280, 104, 40, 22), STEEL, radius=8)
    return (
        feet + bells + hammer + disc(300, 322, 162, paint.fill) + _dial(paint, centre=(300, 322), radius=126)
    )


def frame(paint: Paint) -> str:
    """A picture frame with a mount and a seascape."""
    picture = flat(
        "M208 336 C250 316 280 352 320 330 C350 314 372 330 392 334 V426 H208 Z", hexadecimal("sky")
    )
    picture += flat(
        "M208 372 C250 352 290 388 330 366 C356 352 380 366 392 370 V426 H208 Z", hexadecimal("denim")
    )
    outer = box((122, 92, 356, 416), paint.fill, radius=8) + box((152, 122, 296, 356), PAPER, light=False)
    return (
        outer
        + box((208, 176, 184, 250), "#f6e3c8", light=False)
        + disc(342, 238, 27, "#f0bd42", light=False)
        + picture
    )


def mirror(paint: Paint) -> str:
    """A round mirror on a leather strap."""
    strap = line("M182 210 L300 76 L418 210", WOOD_DARK, 11) + disc(300, 76, 15, BRASS)
    glass = disc(300, 326, 168, "#d8e6ea") + flat(
        "M196 290 L310 176 L350 172 L184 338 Z M214 398 L426 208 L446 236 L236 424 Z", "#fff", 0.5
    )
    return strap + disc(300, 326, 192, paint.fill) + glass


def basket(paint: Paint) -> str:
    """A woven basket with two handles."""
    handles = line("M176 262 C140 190 220 170 236 252 M424 262 C460 190 380 170 364 252", paint.dark, 17)
    body = symmetric("M300 252 L444 252 L412 486 Q408 500 392 500 L300 500")
    weave = "".join(
        line(f"M{162 + i * 5} {292 + i * 40} H{438 - i * 5}", paint.dark, 16, dashes="20 26", opacity=0.55)
        for i in range(5)
    )
    weave += "".join(
        line(f"M{186 + i * 5} {312 + i * 40} H{420 - i * 5}", paint.light, 14, dashes="20 26", opacity=0.6)
        for i in range(4)
    )
    return handles + shape(body, paint.fill) + weave + box((150, 240, 300, 32), paint.accent, radius=15)


def hooks(paint: Paint) -> str:
    """A rail with four pegs, and a cap on one."""
    rail = box((64, 230, 472, 84), paint.fill, radius=14) + disc(92, 272, 7, INK) + disc(508, 272, 7, INK)
    pegs = "".join(
        line(f"M{x} 276 C{x} 352 {x + 44} 350 {x + 40} 312", paint.accent, 15)
        + disc(x, 274, 15, paint.accent)
        for x in (150, 246, 342, 438)
    )
    return rail + pegs


def diffuser(paint: Paint) -> str:
    """A reed diffuser."""
    reeds = line(
        "M286 280 L210 72 M296 280 L264 52 M304 280 L322 46 M310 280 L374 64 M314 280 L414 98", WOOD, 8
    )
    body = symmetric(
        "M300 252 L332 252 V296 L332 296 C390 308 404 336 404 364 L404 476 Q404 500 380 500 L300 500".replace(
            "V296 ", ""
        )
    )
    collar = box((262, 244, 76, 42), WOOD_DARK, radius=8)
    label = box((236, 366, 128, 94), PAPER, radius=8, light=False) + motif(
        paint.motif, paint.ink, at=(300, 412), scale=0.75
    )
    return reeds + shape(body, paint.fill) + collar + label


STANDING: dict[str, Drawing] = {
    "lamp": lamp,
    "desk_lamp": desk_lamp,
    "candle": candle,
    "vase": vase,
    "bud_vase": bud_vase,
    "alarm_clock": alarm_clock,
    "basket": basket,
    "diffuser": diffuser,
}

FLAT: dict[str, Drawing] = {
    "clock": clock,
    "frame": frame,
    "mirror": mirror,
    "hooks": hooks,
}
