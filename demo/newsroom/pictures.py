"""A picture for every piece: a small scene drawn from its section, in colours drawn from its slug."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from demo.newsroom.newsroom import Piece

_WIDTH, _HEIGHT = 1200, 675
_SKIES = (
    ("#4f86b5", "#dfecf3"),
    ("#3d4f7c", "#f2b38b"),
    ("#6f88a8", "#f6dcc0"),
    ("#4b5866", "#bac4c9"),
    ("#1b2b4d", "#5f7fa8"),
    ("#7a6a8c", "#f0cdb4"),
)


def picture_svg(piece: Piece) -> bytes:
    """The picture as SVG, 16 to 9; the same piece always gets the same one."""
    seed = sha256(f"{piece.outlet.slug}/{piece.slug}".encode()).digest()
    top, bottom = _SKIES[seed[0] % len(_SKIES)]
    draw = _SCENES.get(piece.scene, _town)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        f'width="{_WIDTH}" height="{_HEIGHT}">',
        '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">',
        f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{bottom}"/></linearGradient></defs>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="url(#sky)"/>',
        *draw(seed, seed[1] * 360 // 256),
        "</svg>",
    ]
    return "\n".join(parts).encode()


def _sea(seed: bytes, _hue: int) -> list[str]:
    x = 200 + seed[1] * 3
    boat = (
        f'<g transform="translate({x} 350)" fill="#1d2733"><path d="M0 40h260l-36 62H44z"/>'
        '<path d="M52 0h120v40H52z" fill="#eceff1"/><path d="M120-44h34V0h-34z" fill="#c9463d"/></g>'
    )
    waves = [
        f'<path d="M0 {430 + 55 * row}'
        + "".join(f"q75 {-34 if (row + step) % 2 else 34} 150 0" for step in range(8))
        + f'V{_HEIGHT}H0z" fill="hsl({190 + seed[4] // 8} 42% {40 - 6 * row}%)" opacity=".92"/>'
        for row in range(4)
    ]
    sun = f'<circle cx="{1000 - seed[2] * 2}" cy="{150 + seed[3] // 3}" r="64" fill="#fff3d6" opacity=".85"/>'
    return [sun, boat, *waves]


def _pitch(seed: bytes, hue: int) -> list[str]:
    stripes = [
        f'<path d="M{150 * n} 300h150v375h-150z" fill="hsl(120 38% {34 + 5 * (n % 2)}%)"/>'
        for n in range(_WIDTH // 150)
    ]
    lines = (
        '<g fill="none" stroke="#fff" stroke-width="6" opacity=".8"><path d="M0 330h1200M600 330v345"/>'
        '<ellipse cx="600" cy="500" rx="170" ry="80"/></g>'
    )
    players = [
        f'<g transform="translate({90 + seed[n] * 4} {370 + seed[n + 8]})"><circle r="13" fill="#f1d3b3"/>'
        f'<path d="M-14 14h28v40h-28z" fill="hsl({hue + 180 * (n % 2)} 70% 45%)"/></g>'
        for n in range(1, 8)
    ]
    return [*stripes, lines, *players]


def _cranes(seed: bytes, hue: int) -> list[str]:
    cranes = [
        f'<g transform="translate({60 + 270 * n + seed[n]} {170 + seed[n + 4] // 2})" fill="hsl({hue} 22% 24%)">'
        '<path d="M0 0h24v420H0zM-120-6h290v20h-290zM150 14h6v120h-6z"/></g>'
        for n in range(4)
    ]
    boxes = [
        f'<path d="M{100 * n} {610 - 46 * level}h94v42h-94z" '
        f'fill="hsl({(hue + seed[n] * 2 + 60 * level) % 360} 45% 46%)"/>'
        for n in range(12)
        for level in range(1 + seed[n + 12] % 3)
    ]
    return [*cranes, '<path d="M0 652h1200v23H0z" fill="#2c3138"/>', *boxes]


def _stars(seed: bytes, hue: int) -> list[str]:
    discs = [
        f'<circle cx="{60 + 38 * n}" cy="{40 + seed[n] * 2 + 3 * n}" r="{6 + seed[31 - n] // 5}" '
        f'fill="hsl({(hue + 12 * n) % 360} 55% {62 + n % 3 * 10}%)" opacity=".7"/>'
        for n in range(30)
    ]
    return [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="hsl({hue} 50% 14%)" opacity=".75"/>', *discs]


def _town(seed: bytes, _hue: int) -> list[str]:
    houses = []
    for n in range(10):
        x, height = 10 + 120 * n, 190 + seed[n]
        top = _HEIGHT - height
        wall = f"hsl({8 + seed[n + 10] // 6} {22 + seed[n + 11] // 12}% {44 + seed[n + 12] // 16}%)"
        houses.append(f'<path d="M{x} {top}h108v{height}h-108z" fill="{wall}"/>')
        houses.append(f'<path d="M{x - 8} {top}l62-70 62 70z" fill="hsl({210 + seed[n] // 8} 14% 26%)"/>')
        houses += [
            f'<path d="M{x + 18 + 46 * column} {top + 30 + 70 * row}h26v34h-26z" '
            f'fill="#ffe7a8" opacity=".{4 + seed[row] % 5}"/>'
            for row in range(height // 80)
            for column in range(2)
        ]
    return houses


_SCENES: Mapping[str, Callable[[bytes, int], list[str]]] = {
    "town": _town,
    "sea": _sea,
    "more": _sea,
    "nordufer": _sea,
    "sport": _pitch,
    "business": _cranes,
    "markets": _cranes,
    "wirtschaft": _cranes,
    "science": _stars,
}
