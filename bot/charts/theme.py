"""Colours of a picture on a light or a dark screen.

They differ in lightness too, so that who sees no red or no green tells them apart; and no chart says anything by colour
alone.
"""

from dataclasses import dataclass
from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Six-digit hexadecimal colours. `ink` and `pale` write, `card` and `line` lie beneath, the others mark."""

    ground: str
    card: str
    line: str
    ink: str
    pale: str
    blue: str
    green: str
    amber: str
    red: str
    mauve: str
    grey: str


_PALETTES = {
    Theme.LIGHT: Palette(
        ground="#ffffff",
        card="#f3f5f7",
        line="#dfe3e8",
        ink="#15181c",
        pale="#59626d",
        blue="#0b6cb8",
        green="#0a9a68",
        amber="#b07d0a",
        red="#a3200d",
        mauve="#b34fc0",
        grey="#5a6470",
    ),
    Theme.DARK: Palette(
        ground="#17212b",
        card="#1f2c39",
        line="#33414f",
        ink="#f2f5f8",
        pale="#a9b7c4",
        blue="#4fb0ee",
        green="#2fd6a0",
        amber="#f5cf5b",
        red="#f0703a",
        mauve="#e6b5f0",
        grey="#7f8c99",
    ),
}


def palette(theme: Theme) -> Palette:
    return _PALETTES[theme]
