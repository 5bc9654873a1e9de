"""How colours look to somebody: contrast as the WCAG measure it, and how far apart two are to eyes of every kind."""

from itertools import combinations

from textual.color import Color

Light = tuple[float, float, float]
"""Red, green and blue as amounts of light, 0 to 1."""
Matrix = tuple[Light, Light, Light]

# Viénot, Brettel, Mollon: Digital video colourmaps for checking the legibility of displays by dichromats (1999).
PROTANOPIA: Matrix = ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1))
DEUTERANOPIA: Matrix = ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1))

# Brettel, Viénot, Mollon: Computerized simulation of color appearance for dichromats (1997): for the third kind one
# matrix does not do. There are two, and this plane says which.
TRITANOPIA: tuple[Matrix, Matrix] = (
    ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
    ((0.93678, 0.18979, -0.12657), (0.06154, 0.81526, 0.12320), (-0.37562, 1.12767, 0.24796)),
)
TRITAN_PLANE: Light = (0.03901, -0.02788, -0.01113)

# Ottosson: A perceptual color space for image processing (2020), "Oklab".
TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_OKLAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)

EYES = ("usual", "protanopia", "deuteranopia", "tritanopia")


def light(colour: Color) -> Light:
    """What the screen sends out for it."""
    shares = (channel / 255 for channel in colour.rgb)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return red, green, blue


def brightness(colour: Color) -> float:
    """Relative luminance."""
    red, green, blue = light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """1 for two that are equally bright, 21 for black and white."""
    darker, brighter = sorted((brightness(one), brightness(other)))
    return (brighter + 0.05) / (darker + 0.05)


def times(matrix: Matrix, vector: Light) -> Light:
    """A matrix by a vector."""
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def seen_by(eyes: str, colour: Color) -> Light:
    """The light that would look to usual eyes as this colour looks to these."""
    sent = light(colour)
    if eyes == "tritanopia":
        side = sum(a * b for a, b in zip(TRITAN_PLANE, sent, strict=True)) < 0
        sent = times(TRITANOPIA[side], sent)
    elif eyes != "usual":
        sent = times(PROTANOPIA if eyes == "protanopia" else DEUTERANOPIA, sent)
    red, green, blue = (min(1.0, max(0.0, amount)) for amount in sent)
    return red, green, blue


def distance(eyes: str, one: Color, other: Color) -> float:
    """How different they look: 0.02 is just to be seen, 1 is black and white."""
    places = []
    for colour in (one, other):
        first, second, third = (amount ** (1 / 3) for amount in times(TO_CONES, seen_by(eyes, colour)))
        places.append(times(TO_OKLAB, (first, second, third)))
    return float(sum((a - b) ** 2 for a, b in zip(*places, strict=True)) ** 0.5)


def nearest_pair(colours: dict[str, Color]) -> tuple[float, str]:
    """The two that some eyes can tell apart least, and how far apart they are."""
    return min(
        (distance(eyes, colours[one], colours[other]), f"{one} and {other}, {eyes}")
        for eyes in EYES
        for one, other in combinations(colours, 2)
    )
