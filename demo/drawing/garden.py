"""The garden: tools, pots, plants, homes for birds and bees."""

from demo.drawing.motifs import motif
from demo.drawing.palette import INK, LEAF, LEAF_DARK, PAPER, SOIL, WOOD, WOOD_DARK, Drawing, Paint, darker
from demo.drawing.pen import box, disc, flat, flip, line, oval, shape, symmetric, turn


def _fronds(*shapes: tuple[float, float, str]) -> str:
    leaf = "M300 330 C244 270 250 170 300 110 C350 170 356 270 300 330 Z"
    return "".join(
        turn(
            (
                f'<g transform="translate({300 - 300 * scale:g} {330 - 330 * scale:g}) '
                f'scale({scale})">{shape(leaf, colour)}{line("M300 320 V150", LEAF_DARK, 4)}</g>'
            ),
            degrees,
            300,
            330,
        )
        for degrees, scale, colour in shapes
    )


def plant_pot(paint: Paint) -> str:
    """A pot with a leafy plant."""
    leaves = _fronds(
        (-58, 0.82, LEAF_DARK), (58, 0.82, LEAF_DARK), (-28, 1, LEAF), (30, 1, LEAF), (0, 1.12, "#7dab69")
    )
    body = symmetric("M300 340 L394 340 L368 484 Q364 500 350 500 L300 500")
    rim = box((190, 312, 220, 52), paint.fill, radius=12) + line("M196 364 H404", paint.dark, 5, opacity=0.6)
    return leaves + shape(body, paint.fill) + rim + motif(paint.motif, paint.accent, at=(300, 430), scale=0.8)


def empty_pot(paint: Paint) -> str:
    """A glazed pot on its saucer, waiting for a plant."""
    body = symmetric("M300 248 L430 248 C436 330 410 420 384 476 L300 476")
    rim = oval((300, 250), (130, 24), paint.light) + oval((300, 254), (112, 17), SOIL, light=False)
    saucer = shape("M160 470 H440 Q436 500 408 500 H192 Q164 500 160 470 Z", paint.accent)
    return saucer + shape(body, paint.fill) + rim + motif(paint.motif, paint.accent, at=(300, 366), scale=1.5)


def snake_plant(paint: Paint) -> str:
    """Upright, sword-shaped leaves in a pot."""
    blades = "".join(
        turn(
            shape(f"M276 360 C262 260 276 {top + 70} 300 {top} C324 {top + 70} 338 260 324 360 Z", LEAF)
            + line(f"M300 350 V{top + 40}", "#d9d27c", 7, opacity=0.6),
            degrees,
            300,
            380,
        )
        for degrees, top in ((-24, 130), (24, 150), (-11, 84), (12, 70), (0, 40))
    )
    body = symmetric("M300 340 L402 340 L384 482 Q382 500 364 500 L300 500")
    return (
        blades
        + shape(body, paint.fill)
        + oval((300, 341), (102, 15), paint.light)
        + motif(paint.motif, paint.accent, at=(300, 424), scale=0.9)
    )


def lavender(paint: Paint) -> str:
    """A flowering plant in a pot: spikes in the accent colour."""
    stems = ""
    for degrees in (-34, -20, -7, 7, 20, 34):
        spike = "".join(
            oval((300, y), (15 - abs(y - 150) / 16, 15), paint.accent) for y in range(110, 210, 22)
        )
        stems += turn(line("M300 350 V200", LEAF_DARK, 6) + spike, degrees, 300, 380)
    tuft = shape("M214 344 C220 290 250 276 300 276 C350 276 380 290 386 344 Z", LEAF)
    body = symmetric("M300 340 L394 340 L368 484 Q364 500 350 500 L300 500")
    return stems + tuft + shape(body, paint.fill) + box((190, 316, 220, 48), paint.fill, radius=12)


def hanging_planter(paint: Paint) -> str:
    """A hanging pot on cords with trailing leaves."""
    cords = line("M300 50 L170 310 M300 50 L430 310 M300 50 V300", "#cdb48b", 7) + disc(
        300, 50, 13, WOOD_DARK
    )
    trail = line(
        (
            "M190 330 C140 380 170 440 140 500 M410 330 C462 390 420 430 456 486 M236 340 C230 "
            "260 200 250 190 230 M360 330 C372 260 400 250 410 226"
        ),
        LEAF_DARK,
        7,
    )
    leaves = "".join(
        turn(oval((x, y), (19, 29), LEAF), r, x, y)
        for x, y, r in (
            (160, 392, 30),
            (160, 448, -30),
            (140, 506, 10),
            (434, 392, -30),
            (440, 440, 30),
            (458, 494, 0),
            (196, 234, -30),
            (222, 280, 30),
            (404, 232, 30),
            (376, 274, -30),
            (300, 262, 0),
            (266, 250, -20),
            (336, 248, 20),
        )
    )
    return (
        trail
        + leaves
        + shape(symmetric("M300 306 L434 306 C430 400 370 446 300 450"), paint.fill)
        + cords
        + line("M166 312 H434", paint.dark, 9)
    )


def seeds(paint: Paint) -> str:
    """A paper seed packet."""
    packet = box((164, 76, 272, 448), paint.fill, radius=10) + box(
        (164, 76, 272, 52), paint.dark, light=False
    )
    label = box((196, 164, 208, 222), PAPER, radius=100, light=False)
    lines = line("M206 424 H394 M232 456 H368", paint.light, 11) + line(
        "M164 128 H436", paint.light, 3, dashes="9 7"
    )
    return packet + label + motif(paint.motif, paint.ink, at=(300, 276), scale=1.7) + lines


def bird_feeder(paint: Paint) -> str:
    """A tube feeder with seed and a perch."""
    cord = line("M300 40 V120", INK, 7)
    roof = shape("M300 92 C356 112 394 150 408 186 H192 C206 150 244 112 300 92 Z", paint.fill)
    tube = box((230, 186, 140, 256), "#e3edee", radius=8) + box((236, 250, 128, 188), "#c9975a", radius=4)
    seed = "".join(
        oval((x, y), (9, 6), SOIL, light=False)
        for x, y in (
            (256, 280),
            (300, 300),
            (340, 276),
            (268, 340),
            (322, 354),
            (350, 330),
            (254, 400),
            (300, 408),
            (344, 396),
        )
    )
    perch = line("M170 404 H430", WOOD_DARK, 13) + box((214, 436, 172, 36), paint.dark, radius=12)
    bird = f'<g transform="translate(120 322)">{motif("bird", paint.accent, at=(40, 44), scale=0.9)}</g>'
    return cord + tube + seed + roof + perch + bird


def bird_box(paint: Paint) -> str:
    """A nest box with a sloping roof."""
    body = shape("M168 190 H432 V494 Q432 504 420 504 H180 Q168 504 168 494 Z", paint.fill)
    boards = line("M256 200 V496 M344 200 V496", paint.dark, 4, opacity=0.5)
    roof = shape("M128 196 L300 74 L472 196 L448 226 L300 124 L152 226 Z", paint.accent)
    gable = flat("M300 120 L400 192 H200 Z", paint.base)
    hole = disc(300, 292, 48, darker(paint.base, 0.6), light=False) + line("M300 374 V398", WOOD_DARK, 17)
    return gable + body + boards + roof + hole


def bee_house(paint: Paint) -> str:
    """A bee house filled with tubes."""
    body = shape("M300 84 L468 216 V500 H132 V216 Z", paint.fill) + flat(
        "M300 146 L430 246 V462 H170 V246 Z", darker(paint.base, 0.5)
    )
    tubes = "".join(
        disc(x + (20 if row % 2 else 0), 262 + 38 * row, 18, WOOD)
        + disc(x + (20 if row % 2 else 0), 262 + 38 * row, 9, SOIL, light=False)
        for row in range(6)
        for x in range(192, 412 - (20 if row % 2 else 0), 41)
    )
    roof = line("M112 232 L300 84 L488 232", paint.accent, 30)
    return body + tubes + roof + motif("bee", "#fff6dc", at=(300, 200), scale=0.55)


def lantern(paint: Paint) -> str:
    """A square lantern with a light inside."""
    ring = line("M300 128 m-36 -16 a36 36 0 1 1 72 0", paint.base, 10)
    roof = shape("M240 132 H360 L430 204 H170 Z", paint.fill) + box((176, 200, 248, 24), paint.dark, radius=6)
    glass = box((198, 220, 204, 240), "#fbeec4") + disc(300, 350, 84, "#ffd873", light=False).replace(
        "/>", ' opacity=".6"/>'
    )
    light = box((268, 356, 64, 100), PAPER, radius=8) + flat(
        "M300 288 C324 322 320 348 300 352 C280 348 276 322 300 288 Z", "#f6a63c"
    )
    bars = line("M198 222 V460 M402 222 V460 M300 222 V276", paint.base, 15) + box(
        (172, 456, 256, 44), paint.fill, radius=8
    )
    return ring + glass + light + bars + roof


def deckchair(paint: Paint) -> str:
    """A folding deckchair with a striped sling."""
    back = line("M424 496 L196 92 M520 496 L292 92", WOOD, 20) + line("M196 92 H292", WOOD, 20)
    front = line("M96 496 L366 300 M196 496 L452 300", WOOD_DARK, 20)
    sling = shape(
        (
            "M204 104 H288 C330 230 370 340 330 392 C290 440 220 430 160 470 L108 488 L92 470 "
            "C170 410 240 410 262 350 C280 300 240 210 204 104 Z"
        ),
        paint.fill,
    )
    return back + sling + front + line("M96 496 H196 M424 496 H520", WOOD, 20)


def bulbs(paint: Paint) -> str:
    """A paper bag of bulbs, with one beside it."""
    bag = shape(
        (
            "M170 150 L196 132 L222 150 L248 132 L274 150 L300 132 L326 150 L352 132 L378 150 "
            "L404 132 L430 150 V488 Q430 500 416 500 H184 Q170 500 170 488 Z"
        ),
        "#d9b98c",
    )
    label = box((204, 218, 192, 216), paint.fill, radius=12, light=False) + motif(
        paint.motif, paint.accent, at=(300, 320), scale=1.5
    )
    bulb = shape(
        "M442 500 C386 500 396 430 434 412 L444 378 L454 412 C494 430 502 500 442 500 Z", "#b9803f"
    ) + line("M442 498 C430 470 432 440 440 416", "#8f5f2d", 4)
    return bag + label + bulb + flip(f'<g transform="translate(6 0)">{bulb}</g>')


STANDING: dict[str, Drawing] = {
    "plant_pot": plant_pot,
    "empty_pot": empty_pot,
    "snake_plant": snake_plant,
    "lavender": lavender,
    "bird_box": bird_box,
    "bee_house": bee_house,
    "lantern": lantern,
    "deckchair": deckchair,
    "bulbs": bulbs,
}

FLAT: dict[str, Drawing] = {
    "hanging_planter": hanging_planter,
    "seeds": seeds,
    "bird_feeder": bird_feeder,
}
