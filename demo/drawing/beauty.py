"""The bathroom shelf: soaps, bottles, jars, brushes."""

from demo.drawing.motifs import motif
from demo.drawing.palette import BRASS, INK, PAPER, STEEL, WOOD, WOOD_DARK, Drawing, Paint, darker, lighter
from demo.drawing.pen import box, disc, flat, line, oval, shape, symmetric, turn


def _label(paint: Paint, rectangle: tuple[float, float, float, float], scale: float) -> str:
    x, y, width, height = rectangle
    return box(rectangle, PAPER, radius=8, light=False) + motif(
        paint.motif, paint.ink, at=(x + width / 2, y + height / 2), scale=scale
    )


def soap(paint: Paint) -> str:
    """A stamped bar of soap on another, with a few bubbles."""
    lower = box((112, 392, 376, 108), paint.dark, radius=34)
    bar = box((132, 286, 336, 118), paint.fill, radius=38) + oval(
        (300, 300), (130, 12), paint.light, light=False
    )
    band = box((248, 286, 104, 118), PAPER, light=False) + motif(
        paint.motif, paint.ink, at=(300, 346), scale=0.78
    )
    bubbles = "".join(
        disc(x, y, r, "#fff", light=False).replace("/>", ' opacity=".75"/>')
        for x, y, r in ((180, 236, 30), (228, 196, 18), (410, 240, 23))
    )
    return lower + bar + band + bubbles


def tube(paint: Paint) -> str:
    """A squeezy tube standing on its cap."""
    body = symmetric("M300 92 L392 92 L372 404 L300 404")
    crimp = box((204, 82, 192, 32), paint.dark, radius=4) + line(
        " ".join(f"M{x} 86 V110" for x in range(216, 392, 14)), paint.light, 3
    )
    cap = shape("M236 404 H364 L376 484 Q376 500 358 500 H242 Q224 500 224 484 Z", paint.accent)
    return shape(body, paint.fill) + crimp + cap + _label(paint, (240, 180, 120, 150), 0.9)


def pump_bottle(paint: Paint) -> str:
    """A bottle with a pump."""
    pump = (
        line("M300 196 V118 H226", INK, 17)
        + line("M226 118 V140", INK, 13)
        + box((270, 104, 62, 28), INK, radius=10)
        + box((262, 182, 76, 44), INK, radius=9)
    )
    body = symmetric("M300 222 L338 222 C392 228 406 250 406 284 L406 468 Q406 500 374 500 L300 500")
    return (
        pump
        + shape(body, paint.fill)
        + _label(paint, (230, 306, 140, 136), 1)
        + line("M214 286 V450", "#fff", 9, opacity=0.35)
    )


def flip_bottle(paint: Paint) -> str:
    """A shampoo bottle with a flip cap."""
    cap = box((240, 124, 120, 70), paint.accent, radius=16) + line("M244 160 H356", darker(paint.accent), 4)
    body = symmetric("M300 190 L362 190 C408 206 416 250 414 300 L402 470 Q400 500 368 500 L300 500")
    return (
        cap
        + shape(body, paint.fill)
        + _label(paint, (236, 268, 128, 156), 1)
        + line("M208 270 V430", "#fff", 9, opacity=0.35)
    )


def dropper(paint: Paint) -> str:
    """A glass dropper bottle."""
    bulb = shape("M272 96 C272 60 328 60 328 96 V176 H272 Z", INK) + box((252, 168, 96, 66), BRASS, radius=10)
    body = symmetric("M300 230 L346 230 C384 240 398 262 398 298 L398 470 Q398 500 370 500 L300 500")
    return (
        bulb
        + shape(body, paint.fill)
        + _label(paint, (236, 310, 128, 140), 0.95)
        + line("M220 300 V450", "#fff", 9, opacity=0.4)
    )


def cream_jar(paint: Paint) -> str:
    """A jar of cream with its lid beside it."""
    lid = turn(
        oval((440, 430), (30, 92), paint.accent) + oval((432, 430), (22, 78), lighter(paint.accent, 0.4)),
        18,
        440,
        430,
    )
    body = box((120, 318, 290, 182), paint.fill, radius=44) + box(
        (140, 284, 250, 60), lighter(paint.base, 0.6), radius=18
    )
    cream = shape("M146 288 C170 240 230 262 262 240 C300 214 360 250 384 288 Q264 306 146 288 Z", "#fffaf0")
    return body + cream + _label(paint, (206, 372, 118, 88), 0.7) + lid


def balm(paint: Paint) -> str:
    """A twist-up stick of lip balm with its cap off."""
    stick = shape("M226 216 C230 174 300 150 318 180 V280 H226 Z", paint.light) + box(
        (212, 270, 120, 230), paint.fill, radius=12
    )
    ring = box((212, 460, 120, 40), paint.dark, radius=10)
    cap = box((366, 356, 100, 144), paint.fill, radius=18)
    return stick + stick_label(paint) + ring + cap


def stick_label(paint: Paint) -> str:
    """The emblem on a stick."""
    return box((222, 312, 100, 110), PAPER, radius=6, light=False) + motif(
        paint.motif, paint.ink, at=(272, 366), scale=0.8
    )


def lipstick(paint: Paint) -> str:
    """A bullet of tinted lip colour."""
    bullet = shape("M252 250 V162 C262 112 322 86 348 96 V250 Z", paint.fill)
    return (
        bullet
        + box((240, 240, 120, 76), BRASS, radius=6)
        + box((226, 310, 148, 190), paint.accent, radius=14)
        + box((226, 310, 148, 18), darker(paint.accent), light=False)
    )


def nail_polish(paint: Paint) -> str:
    """A bottle of nail polish and a stroke of its colour."""
    stroke = line("M92 454 C150 430 190 470 236 446", paint.base, 32)
    cap = shape("M270 96 H330 L342 286 H258 Z", INK)
    body = symmetric("M300 284 L350 284 C410 306 416 350 412 420 Q410 500 372 500 L300 500")
    return (
        stroke
        + cap
        + shape(body, paint.fill)
        + line("M214 350 V450", "#fff", 11, opacity=0.45)
        + motif(paint.motif, paint.accent, at=(306, 410), scale=0.9)
    )


def bath_salts(paint: Paint) -> str:
    """A jar of bath salts with a scoop."""
    glass = box((176, 200, 248, 300), "#e6eeee", radius=30) + box((188, 280, 224, 210), paint.fill, radius=22)
    grains = "".join(
        box((x, y, 13, 13), lighter(paint.base, 0.7), radius=3, light=False)
        for x, y in ((206, 296), (250, 288), (300, 302), (346, 290), (386, 306), (204, 470), (378, 466))
    )
    lid = box((194, 146, 212, 62), WOOD, radius=14)
    scoop = turn(line("M440 240 V380", WOOD_DARK, 15) + oval((440, 410), (33, 45), WOOD), -14, 440, 400)
    return glass + grains + lid + _label(paint, (226, 338, 148, 110), 0.9) + scoop


def bath_bomb(paint: Paint) -> str:
    """Two fizzing bath bombs."""
    large = disc(230, 386, 114, paint.fill) + line("M118 400 Q230 448 342 400", paint.dark, 5, opacity=0.6)
    petals = "".join(
        disc(x, y, 7, paint.accent, light=False)
        for x, y in (
            (190, 330),
            (240, 312),
            (276, 350),
            (208, 378),
            (250, 384),
            (180, 420),
            (280, 424),
            (230, 460),
        )
    )
    small = disc(402, 424, 76, lighter(paint.base, 0.4)) + "".join(
        disc(x, y, 5, paint.accent, light=False)
        for x, y in ((380, 384), (420, 396), (396, 430), (440, 440), (372, 456))
    )
    return small + large + petals


def perfume(paint: Paint) -> str:
    """A square scent bottle."""
    neck = box((268, 196, 64, 56), BRASS, radius=6) + box((248, 112, 104, 92), paint.accent, radius=14)
    body = box((164, 244, 272, 256), lighter(paint.base, 0.6), radius=30) + box(
        (188, 296, 224, 184), paint.fill, radius=18
    )
    return (
        neck + body + _label(paint, (236, 342, 128, 96), 0.75) + line("M182 284 V450", "#fff", 9, opacity=0.6)
    )


def shaving_brush(paint: Paint) -> str:
    """A shaving brush with a turned handle."""
    hair = shape(symmetric("M300 112 C382 112 412 160 398 208 C388 250 356 270 344 312 L300 312"), "#e9dcc4")
    hair += flat(
        symmetric("M300 230 C350 230 380 232 388 236 C376 262 352 280 344 312 L300 312"), "#5b4a3f", 0.8
    )
    handle = symmetric("M300 328 L344 328 C350 372 330 380 336 410 C388 430 396 470 388 500 L300 500")
    return hair + box((250, 304, 100, 30), STEEL, radius=6) + shape(handle, paint.fill)


def hair_brush(paint: Paint) -> str:
    """A paddle hairbrush."""
    handle = shape(
        "M276 330 H324 C332 400 338 470 328 528 Q300 548 272 528 C262 470 268 400 276 330 Z", paint.fill
    )
    head = shape(
        (
            "M300 52 C400 52 420 130 416 220 C412 310 360 352 300 352 C240 352 188 310 184 220 "
            "C180 130 200 52 300 52 Z"
        ),
        paint.fill,
    )
    pad = flat(
        (
            "M300 84 C372 84 390 140 386 216 C382 284 346 318 300 318 C254 318 218 284 214 216 "
            "C210 140 228 84 300 84 Z"
        ),
        paint.accent,
    )
    pins = "".join(disc(x, y, 6, INK, light=False) for y in range(124, 300, 32) for x in range(244, 370, 28))
    return turn(handle + head + pad + pins, 26)


def comb(paint: Paint) -> str:
    """A wide-toothed comb."""
    teeth = "".join(box((x, 276, 14, 118), paint.fill, radius=7) for x in range(112, 490, 24))
    spine = shape("M96 284 V250 Q96 206 140 206 H460 Q504 206 504 250 V284 Z", paint.fill)
    return turn(teeth + spine + motif(paint.motif, paint.accent, at=(300, 246), scale=0.5), -16)


def toothbrush(paint: Paint) -> str:
    """Bamboo toothbrushes in a cup."""
    brushes = ""
    for degrees, colour in ((-14, paint.accent), (12, paint.base)):
        brush = (
            box((288, 150, 24, 260), WOOD, radius=12)
            + box((290, 86, 20, 80), WOOD, radius=9)
            + box((308, 92, 30, 62), colour, radius=5)
        )
        brushes += turn(brush, degrees, 300, 430)
    cup = symmetric("M300 300 L392 300 L378 478 Q376 500 354 500 L300 500")
    return (
        brushes
        + shape(cup, paint.fill)
        + oval((300, 301), (92, 14), paint.light)
        + motif(paint.motif, paint.accent, at=(300, 400), scale=1)
    )


def compact(paint: Paint) -> str:
    """An open compact mirror."""
    lid = (
        disc(300, 190, 140, paint.fill)
        + disc(300, 190, 112, "#d8e6ea")
        + flat("M228 206 L316 112 L340 118 L240 232 Z", "#fff", 0.55)
    )
    hinge = box((262, 318, 76, 28), BRASS, radius=9)
    base = oval((300, 412), (164, 90), paint.fill) + oval((300, 400), (128, 62), paint.accent)
    return base + lid + hinge


STANDING: dict[str, Drawing] = {
    "soap": soap,
    "tube": tube,
    "pump_bottle": pump_bottle,
    "flip_bottle": flip_bottle,
    "dropper": dropper,
    "cream_jar": cream_jar,
    "balm": balm,
    "lipstick": lipstick,
    "nail_polish": nail_polish,
    "bath_salts": bath_salts,
    "bath_bomb": bath_bomb,
    "perfume": perfume,
    "shaving_brush": shaving_brush,
    "toothbrush": toothbrush,
    "compact": compact,
}
FLAT: dict[str, Drawing] = {"hair_brush": hair_brush, "comb": comb}
