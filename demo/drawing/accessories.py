"""What is worn or carried: shoes, hats, scarves, bags, umbrellas."""

from demo.drawing.motifs import motif
from demo.drawing.palette import BRASS, Drawing, Paint, darker
from demo.drawing.pen import box, disc, flat, flip, line, oval, shape, symmetric, turn


def scarf(paint: Paint) -> str:
    """A scarf, looped once, with fringed ends."""
    tail = "M306 216 L396 236 C404 330 400 410 392 478 L308 474 C316 390 314 300 306 216 Z"
    under = "M232 200 L306 226 C292 310 270 380 244 432 L172 398 C202 340 222 270 232 200 Z"
    loop = (
        "M300 110 C384 110 424 154 418 206 C412 256 356 276 300 276 C244 276 188 256 182 206 "
        "C176 154 216 110 300 110 Z"
    )
    hole = (
        "M300 148 C346 148 372 166 368 188 C360 210 332 216 300 216 C268 216 240 210 232 188 "
        "C228 166 254 148 300 148 Z"
    )
    fringe = " ".join(f"M{x} 480 V508" for x in range(314, 392, 13))
    fringe_under = " ".join(f"M{178 + 12 * i} {402 + 6 * i} l-10 24" for i in range(6))
    return (
        line(fringe + " " + fringe_under, paint.dark, 6)
        + shape(under, paint.fill)
        + shape(tail, paint.fill)
        + shape(loop, paint.fill)
        + flat(hole, darker(paint.base, 0.45))
        + line("M196 232 C236 262 364 262 404 232", paint.dark, 4, opacity=0.6)
    )


def beanie(paint: Paint) -> str:
    """A knitted hat with a turn-up and a bobble."""
    crown = symmetric("M300 150 C412 150 454 260 456 380 L300 392")
    ribs = " ".join(f"M{x} 376 V452" for x in range(150, 460, 20))
    bobble = disc(300, 132, 50, paint.accent) + line(
        "M266 116 L282 126 M300 92 V112 M334 116 L318 126 M272 154 L286 144 M328 156 L314 144",
        darker(paint.accent),
        5,
    )
    turn_up = box((130, 366, 340, 96), paint.dark, radius=26)
    return shape(crown, paint.fill) + bobble + turn_up + line(ribs, paint.light, 5, opacity=0.4)


def sun_hat(paint: Paint) -> str:
    """A wide-brimmed hat with a ribbon."""
    brim = oval((300, 384), (226, 74), paint.fill) + oval((300, 372), (196, 56), paint.dark, light=False)
    crown = "M182 372 C186 240 220 186 300 186 C380 186 414 240 418 372 C380 408 220 408 182 372 Z"
    ribbon = "M184 332 C240 364 360 364 416 332 L418 376 C370 410 230 410 182 376 Z"
    return brim + shape(crown, paint.fill) + shape(ribbon, paint.accent)


def bucket_hat(paint: Paint) -> str:
    """A soft cotton hat with a stitched brim."""
    crown = symmetric("M300 170 L364 178 C388 214 398 260 402 312 L300 330")
    brim = symmetric("M300 312 L402 304 C446 346 474 388 482 420 Q400 452 300 452")
    stitches = line("M142 400 Q300 436 458 400 M168 368 Q300 400 432 368", paint.dark, 4, dashes="9 8")
    return (
        shape(crown, paint.fill)
        + shape(brim, paint.fill)
        + stitches
        + line("M198 312 Q300 342 402 312", paint.dark, 5)
        + motif(paint.motif, paint.accent, at=(300, 252), scale=0.7)
    )


def umbrella(paint: Paint) -> str:
    """An open umbrella with a hooked wooden handle."""
    canopy = (
        "M300 108 C430 108 520 196 526 312 C500 282 460 282 432 312 C404 280 362 280 336 312 "
        "C318 282 282 282 264 312 "
    )
    canopy += "C238 280 196 280 168 312 C140 282 100 282 74 312 C80 196 170 108 300 108 Z"
    ribs = line(
        (
            "M300 110 C250 160 172 230 168 308 M300 110 C280 170 264 240 264 308 M300 110 C320 "
            "170 336 240 336 308 M300 110 C350 160 428 230 432 308"
        ),
        paint.dark,
        3,
    )
    handle = line("M300 290 V462 C300 512 236 512 236 464", "#a5774a", 16) + line(
        "M300 84 V112", "#a5774a", 12
    )
    return handle + shape(canopy, paint.fill) + ribs


def backpack(paint: Paint) -> str:
    """A day backpack with a top handle and a front pocket."""
    handle = line("M258 110 C258 66 342 66 342 110", paint.dark, 16)
    straps = line("M188 180 C150 260 150 360 180 440 M412 180 C450 260 450 360 420 440", paint.dark, 26)
    body = symmetric("M300 96 C392 96 432 150 434 232 L434 440 C434 480 410 496 376 498 L300 500")
    lid = symmetric("M300 96 C392 96 430 148 434 228 Q380 262 300 262")
    pocket = box((208, 318, 184, 146), paint.accent, radius=26) + line(
        "M226 352 H374", darker(paint.accent), 6
    )
    buckle = box((280, 240, 40, 52), BRASS, radius=8)
    return (
        straps
        + handle
        + shape(body, paint.fill)
        + shape(lid, paint.dark)
        + pocket
        + buckle
        + motif(paint.motif, paint.on_accent, at=(300, 408), scale=0.7)
    )


def rucksack(paint: Paint) -> str:
    """A tall trekking pack with a rolled mat, side pockets and straps."""
    mat = box((186, 446, 228, 58), paint.accent, radius=28) + oval(
        (200, 475), (15, 27), darker(paint.accent), light=False
    )
    sides = box((152, 312, 60, 140), paint.dark, radius=20) + box((388, 312, 60, 140), paint.dark, radius=20)
    body = symmetric("M300 128 C376 128 410 160 412 220 L412 430 C412 452 396 460 376 460 L300 460")
    lid = symmetric("M300 84 C372 84 424 106 430 176 C430 200 410 206 390 206 L300 206")
    straps = line("M250 150 V456 M350 150 V456", paint.dark, 14) + box((238, 226, 24, 34), BRASS, radius=6)
    straps += box((338, 226, 24, 34), BRASS, radius=6)
    pocket = box((236, 300, 128, 116), paint.dark, radius=18) + line("M252 330 H348", paint.accent, 6)
    return (
        sides
        + mat
        + shape(body, paint.fill)
        + shape(lid, paint.fill)
        + straps
        + pocket
        + line("M214 174 H386", paint.accent, 7)
    )


def pouch(paint: Paint) -> str:
    """A zipped pouch: wash bag or pencil case."""
    body = symmetric("M300 212 L452 212 C478 214 482 232 484 256 L500 440 C500 470 486 482 462 484 L300 484")
    zip_band = box((124, 208, 352, 34), paint.dark, radius=14) + line("M140 225 H460", BRASS, 5, dashes="3 7")
    pull = line("M452 226 L486 270", BRASS, 8) + disc(489, 276, 12, BRASS)
    return (
        shape(body, paint.fill) + zip_band + pull + motif(paint.motif, paint.accent, at=(300, 356), scale=1.4)
    )


def shopper(paint: Paint) -> str:
    """A canvas tote bag with long handles."""
    handles = line("M220 250 C214 90 386 90 380 250", paint.accent, 18)
    body = symmetric("M300 232 L436 232 L458 488 Q456 500 440 500 L300 500")
    return (
        handles
        + shape(body, paint.fill)
        + line("M168 262 H432", paint.dark, 4, dashes="9 8")
        + motif(paint.motif, paint.accent, at=(300, 376), scale=1.7)
    )


def belt(paint: Paint) -> str:
    """A coiled leather belt with a brass buckle."""
    coil = line(
        (
            "M300 168 C390 168 440 230 436 306 C432 390 372 434 296 432 C216 430 164 376 166 306 "
            "C168 234 224 190 290 194"
        ),
        paint.dark,
        62,
    )
    coil += line(
        (
            "M300 162 C390 162 440 224 436 300 C432 384 372 428 296 426 C216 424 164 370 166 300 "
            "C168 228 224 184 290 188"
        ),
        paint.base,
        50,
    )
    holes = "".join(disc(x, y, 6, paint.dark, light=False) for x, y in ((224, 414), (262, 426), (302, 428)))
    tip = line("M300 162 L352 176", paint.base, 50)
    return coil + tip + holes + turn(line("M262 144 H330 V222 H262 Z M262 183 H318", BRASS, 14), 6)


def glove(paint: Paint) -> str:
    """A pair of gloves, one over the other."""
    hand = (
        "M330 470 L326 330 C300 300 276 272 284 256 C294 240 318 262 336 286 L338 170 C340 "
        "146 366 146 370 168 "
    )
    hand += (
        "L374 130 C378 108 404 108 406 132 L410 152 C416 130 440 134 440 158 L442 194 C450 "
        "178 470 184 470 204 "
    )
    hand += "L460 330 L446 470 Z"
    cuff = box((322, 440, 132, 62), paint.accent, radius=12)
    fingers = line("M372 170 L374 262 M408 154 L408 262 M441 196 L436 266", paint.dark, 4)
    single = shape(hand, paint.fill) + fingers + cuff
    return f'<g transform="translate(-8 6)">{flip(single)}</g><g transform="translate(8 -10)">{single}</g>'


STANDING: dict[str, Drawing] = {
    "backpack": backpack,
    "rucksack": rucksack,
    "pouch": pouch,
    "shopper": shopper,
}

FLAT: dict[str, Drawing] = {
    "scarf": scarf,
    "umbrella": umbrella,
    "belt": belt,
    "beanie": beanie,
    "sun_hat": sun_hat,
    "bucket_hat": bucket_hat,
    "glove": glove,
}
