"""Contrast of two colours written as ``oklch()``, by the published formulas.

Oklab to linear sRGB: Björn Ottosson, "A perceptual color space for image processing" (2020).
Relative luminance and contrast: WCAG 2.2, "relative luminance", "contrast ratio".
"""

import re
from math import cos, radians, sin

type_of_palette = dict[str, tuple[str, str]]
COLOUR = r"oklch\([^)]*\)"


def palette(css: str) -> type_of_palette:
    """Name → the colour by light and by dark, of every ``--color-… : light-dark(…, …)``."""
    pairs = re.findall(rf"--color-([\w-]+):\s*light-dark\(({COLOUR}),\s*({COLOUR})\)", css)
    return {name: (light, dark) for name, light, dark in pairs}


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear_srgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_srgb(colour: str) -> tuple[float, ...]:
    """Linear light of each channel, cut off where the screen cannot show more."""
    lightness, chroma, hue = (float(part) for part in colour.removeprefix("oklch(").rstrip(")").split("/")[0].split())
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return tuple(min(max(channel, 0.0), 1.0) for channel in channels)
