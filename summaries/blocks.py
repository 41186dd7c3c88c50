"""The lines of a page's block elements, and the part of a page that holds its article, without any library's guess."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DROPPED_TAGS = """
script style noscript template svg math iframe object embed form button select textarea input nav aside footer figure
figcaption audio video canvas head dialog
"""
_DROPPED = frozenset(_DROPPED_TAGS.split())
_BLOCK_TAGS = """
p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table tr td th tbody br hr body
address details summary center
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_LEAST = 25
_MOST_LINKED = 0.5


def block_lines(tree: "HtmlElement") -> list[str]:
    """The text of each block under `tree`, in order, without scripts, navigation, forms and figures."""
    return [text for text, _, _ in _blocks(tree)]


def main_lines(tree: "HtmlElement") -> list[str]:
    """The paragraphs of the element that holds most of them, as Readability counts: half goes to the grandparent."""
    blocks = [
        (text, element) for text, linked, element in _blocks(tree)
        if len(text) >= _LEAST and linked < _MOST_LINKED * len(text)
    ]  # fmt: skip
    held: Counter[HtmlElement] = Counter()
    for text, element in blocks:
        parent = element.getparent()
        if parent is None:
            continue
        held[parent] += 2 * len(text)
        above = parent.getparent()
        if above is not None:
            held[above] += len(text)
    if not held:
        return []
    best = max(held, key=lambda element: held[element])
    inside = set(best.iter())
    return [text for text, element in blocks if element in inside]


def _blocks(tree: "HtmlElement") -> Iterator[tuple[str, int, "HtmlElement"]]:
    """Each run of text between block borders, how much of it is links, and the block it stands in.

    Iterative: a page may nest deeper than Python's stack.
    """
    run: list[str] = []
    linked = 0
    block = tree
    links = 0
    # (element, is_end) in document order; an end carries the element's tail
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        element, ends = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        border = tag in _BLOCKS
        if border or (tag in _DROPPED and not ends):
            if text := " ".join("".join(run).split()):
                yield text, linked, block
            run, linked = [], 0
            if border:
                block = (element if not ends else element.getparent()) if tag not in {"br", "hr"} else block
                if block is None:
                    block = tree
        if ends:
            links -= tag == "a"
            if element is not tree and element.tail:
                run.append(element.tail)
                linked += len(element.tail) if links else 0
            continue
        stack.append((element, True))
        if tag in _DROPPED or not tag:
            continue
        links += tag == "a"
        if element.text:
            run.append(element.text)
            linked += len(element.text) if links else 0
        stack.extend((child, False) for child in reversed(element))
    if text := " ".join("".join(run).split()):
        yield text, linked, block
