"""A picture for every piece: a small scene drawn from its section, in colours drawn from its slug."""

from hashlib import sha256

from demo.newsroom.newsroom import Piece

_WIDTH, _HEIGHT = 1200, 675
_SCENES = {
    "sea": "sea",
    "more": "sea",
    "nordufer": "sea",
    "sport": "pitch",
    "business": "cranes",
    "markets": "cranes",
    "wirtschaft": "cranes",
    "science": "stars",
}


def picture_svg(piece: Piece) -> bytes:
    """The picture as SVG, 16 to 9; the same piece always gets the same one."""
    seed = sha256(f"{piece.event or piece.slug}/{piece.outlet.slug}".encode()).digest()
    hue = seed[0] * 360 // 256
    draw = {"sea": _sea, "pitch": _pitch, "cranes": _cranes, "stars": _stars}.get(_SCENES.get(piece.section, ""), _town)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        f'width="{_WIDTH}" height="{_HEIGHT}">',
        '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">',
        f'<stop offset="0" stop-color="hsl({hue} 45% 38%)"/>',
        f'<stop offset="1" stop-color="hsl({(hue + 40) % 360} 60% 78%)"/></linearGradient></defs>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="url(#sky)"/>',
        *draw(seed, hue),
        "</svg>",
    ]
    return "\n".join(parts).encode()


def _sea(seed: bytes, hue: int) -> list[str]:
    x = 200 + seed[1] * 3
    boat = (
        f'<g transform="translate({x} 350)" fill="#1d2733"><path d="M0 40h260l-36 62H44z"/>'
        '<path d="M52 0h120v40H52z" fill="#eceff1"/><path d="M120-44h34V0h-34z" fill="#c9463d"/></g>'
    )
    waves = [
        f'<path d="M0 {430 + 55 * row}'
        + "".join(f"q75 {-34 if (row + step) % 2 else 34} 150 0" for step in range(8))
        + f'V{_HEIGHT}H0z" fill="hsl({(hue + 180) % 360} 42% {40 - 6 * row}%)" opacity=".92"/>'
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
        f'<g transform="translate({60 + 270 * n + seed[n]} {170 + seed[n + 4] // 2})" fill="hsl({hue} 30% 22%)">'
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


def _town(seed: bytes, hue: int) -> list[str]:
    houses = []
    for n in range(10):
        x, height = 10 + 120 * n, 190 + seed[n]
        top = _HEIGHT - height
        houses.append(
            f'<path d="M{x} {top}h108v{height}h-108z" fill="hsl({(hue + seed[n + 10] // 4) % 360} 28% 40%)"/>'
        )
        houses.append(f'<path d="M{x - 8} {top}l62-70 62 70z" fill="hsl({(hue + 180) % 360} 30% 28%)"/>')
        houses += [
            f'<path d="M{x + 18 + 46 * column} {top + 30 + 70 * row}h26v34h-26z" '
            f'fill="#ffe7a8" opacity=".{4 + seed[row] % 5}"/>'
            for row in range(height // 80)
            for column in range(2)
        ]
    return houses
