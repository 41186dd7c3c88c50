"""Colours that can be told apart and read (WCAG 2.2: 4.5 to 1 for texts, 3 to 1 for what is drawn)."""

from itertools import combinations

import pytest
from PIL.ImageColor import getrgb

from bot.charts.theme import Theme, palette

# what a picture puts side by side, so that it has to be told apart
TOGETHER = [("blue", "amber"), ("green", "red"), ("red", "amber", "grey"), ("green", "red", "mauve", "amber", "grey")]


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in getrgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", Theme)
def test_texts_stand_out_from_every_ground(theme: Theme) -> None:
    colours = palette(theme)
    for ground in (colours.ground, colours.card):
        assert contrast(colours.ink, ground) >= 7
        assert contrast(colours.pale, ground) >= 4.5


@pytest.mark.parametrize("theme", Theme)
def test_marks_stand_out_from_every_ground(theme: Theme) -> None:
    colours = palette(theme)
    for name in ("blue", "green", "amber", "red", "mauve", "grey"):
        for ground in (colours.ground, colours.card):
            assert contrast(getattr(colours, name), ground) >= 3, name


# how a colour is seen by who lacks one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1, linear RGB
BLIND = {
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    linear = [(part / 255) ** 2.2 for part in getrgb(colour)]
    mixed = (sum(factor * part for factor, part in zip(row, linear, strict=True)) for row in matrix)
    return tuple(255 * min(1.0, max(0.0, part)) ** (1 / 2.2) for part in mixed)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("theme", Theme)
def test_neighbours_are_told_apart_without_red_or_green(theme: Theme, kind: str) -> None:
    colours = palette(theme)
    for group in TOGETHER:
        for one, other in combinations(group, 2):
            first, second = (seen(getattr(colours, name), BLIND[kind]) for name in (one, other))
            distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
            assert distance >= 50, (one, other, distance)
