"""Camp, hill and shore: tents, lights, dry bags, things for a picnic."""

from demo.drawing.motifs import motif
from demo.drawing.palette import (
    BRASS,
    INK,
    LEAF_DARK,
    PAPER,
    STEEL,
    STEEL_DARK,
    WOOD_DARK,
    Drawing,
    Paint,
    darker,
    lighter,
)
from demo.drawing.pen import box, disc, flat, line, oval, shape, symmetric, turn


def tent(paint: Paint) -> str:
    """A ridge tent with its door tied back."""
    guys = line("M210 176 L52 500 M390 176 L548 500", PAPER, 5)
    side = shape("M300 140 L510 492 H90 Z", paint.fill)
    door = flat("M300 196 L388 492 H212 Z", darker(paint.base, 0.6)) + shape(
        "M300 190 L214 492 H168 C240 400 280 290 300 190 Z", paint.accent
    )
    door += shape("M300 190 L386 492 H432 C360 400 320 290 300 190 Z", paint.accent)
    poles = line("M300 146 V112", STEEL_DARK, 10) + line("M300 140 L510 492 H90 Z", paint.dark, 6)
    return guys + side + door + poles


def sleeping_bag(paint: Paint) -> str:
    """A mummy sleeping bag, opened at the top."""
    body = symmetric("M300 60 C400 60 442 130 434 220 C426 330 400 430 372 500 C352 548 320 548 300 548")
    hood = flat(symmetric("M300 92 C370 92 400 140 394 200 Q350 232 300 232"), paint.accent)
    pillow = oval((300, 158), (64, 44), lighter(paint.accent, 0.5))
    quilt = line(
        (
            "M172 270 Q300 310 428 270 M182 334 Q300 372 418 334 M198 398 Q300 432 402 398 M216 "
            "460 Q300 490 384 460"
        ),
        paint.dark,
        6,
        opacity=0.6,
    )
    return turn(
        shape(body, paint.fill)
        + hood
        + pillow
        + quilt
        + line("M394 214 C392 260 388 300 380 340", BRASS, 6, dashes="3 8"),
        14,
    )


def camp_lantern(paint: Paint) -> str:
    """A camping lantern with a carrying handle."""
    handle = line("M196 206 C196 70 404 70 404 206", STEEL_DARK, 12)
    glow = disc(300, 326, 190, "#ffe9a6", light=False).replace("/>", ' opacity=".45"/>')
    cap = shape("M232 142 H368 L414 214 H186 Z", paint.fill)
    glass = box((204, 212, 192, 196), "#fdf3cf", radius=20) + disc(300, 310, 52, "#ffd873", light=False)
    cage = line("M244 216 V404 M356 216 V404", STEEL_DARK, 7)
    foot = shape("M196 402 H404 L426 470 Q430 500 400 500 H200 Q170 500 174 470 Z", paint.fill)
    return glow + handle + glass + cage + cap + foot + disc(300, 452, 20, paint.accent)


def stove(paint: Paint) -> str:
    """A small gas stove with a pot on it."""
    pot = (
        box((196, 152, 208, 118), STEEL, radius=14)
        + box((184, 138, 232, 26), STEEL_DARK, radius=10)
        + line("M404 190 H486", INK, 17)
    )
    flame = flat(
        "M240 330 Q252 290 262 326 Q276 284 288 326 Q300 280 312 326 Q326 284 338 326 Q350 290 360 330 Z",
        "#4f86c6",
    )
    arms = line("M216 280 L252 344 M384 280 L348 344 M300 336 V380", STEEL_DARK, 13)
    can = box((206, 372, 188, 128), paint.fill, radius=26) + box(
        (206, 410, 188, 46), paint.accent, light=False
    )
    return flame + arms + box((246, 330, 108, 20), INK, radius=9) + can + pot + line("M352 352 H416", INK, 11)


def hammock(paint: Paint) -> str:
    """A hammock slung between two trees."""
    trees = box((26, 0, 62, 600), "#8a6a50") + box((512, 0, 62, 600), "#8a6a50")
    ropes = "".join(
        line(f"M60 206 L{150 + 8 * i} {262 + 26 * i} M540 206 L{450 - 8 * i} {262 + 26 * i}", "#e9dcc0", 5)
        for i in range(4)
    )
    bed = shape("M142 256 Q300 368 458 256 L436 350 Q300 500 164 350 Z", paint.fill)
    fringe = line(
        " ".join(
            f"M{x} {y} v24"
            for x, y in (
                (190, 392),
                (220, 412),
                (250, 424),
                (280, 432),
                (310, 432),
                (340, 426),
                (370, 416),
                (400, 396),
            )
        ),
        paint.accent,
        6,
    )
    leaves = "".join(oval((x, y), (50, 34), LEAF_DARK) for x, y in ((40, 22), (110, 10), (560, 20), (488, 6)))
    return trees + leaves + ropes + fringe + bed + line("M142 256 Q300 368 458 256", paint.accent, 13)


def picnic_blanket(paint: Paint) -> str:
    """A picnic blanket rolled up in leather straps."""
    roll = box((76, 270, 448, 230), paint.fill, radius=110)
    spiral = oval((474, 386), (50, 112), paint.light) + line(
        "M474 292 C506 300 512 470 474 474 C446 470 446 330 474 326 C492 330 494 434 474 438", paint.dark, 6
    )
    straps = line("M186 272 V498 M334 272 V498", WOOD_DARK, 26) + line(
        "M186 276 C186 170 334 170 334 276", WOOD_DARK, 20
    )
    return (
        roll
        + spiral
        + straps
        + box((172, 372, 28, 40), BRASS, radius=5)
        + box((320, 372, 28, 40), BRASS, radius=5)
    )


def camp_chair(paint: Paint) -> str:
    """A folding camp chair with a cup holder."""
    legs = line("M170 330 L430 498 M430 330 L170 498 M150 210 V400 M450 210 V400", INK, 13)
    back = shape("M150 116 Q300 138 450 116 L442 300 Q300 320 158 300 Z", paint.fill)
    seat = shape("M142 300 Q300 330 458 300 L474 372 Q300 410 126 372 Z", paint.dark)
    arms = box((104, 246, 82, 30), paint.accent, radius=14) + box((414, 246, 82, 30), paint.accent, radius=14)
    return (
        legs
        + back
        + seat
        + arms
        + oval((455, 262), (23, 9), INK, light=False)
        + motif(paint.motif, paint.accent, at=(300, 216), scale=1)
    )


def cool_bag(paint: Paint) -> str:
    """An insulated cool bag with a zipped lid."""
    handles = line("M196 276 C196 132 404 132 404 276", paint.accent, 21)
    body = box((104, 260, 392, 240), paint.fill, radius=34)
    lid = box((104, 240, 392, 70), paint.dark, radius=28) + line("M120 306 H480", PAPER, 5, dashes="4 8")
    pocket = line("M176 354 H424 V460 H176 Z", paint.dark, 5)
    return body + lid + pocket + handles + motif(paint.motif, paint.accent, at=(300, 408), scale=0.85)


STANDING: dict[str, Drawing] = {
    "tent": tent,
    "camp_lantern": camp_lantern,
    "stove": stove,
    "picnic_blanket": picnic_blanket,
    "camp_chair": camp_chair,
    "cool_bag": cool_bag,
}

FLAT: dict[str, Drawing] = {
    "sleeping_bag": sleeping_bag,
    "hammock": hammock,
}
