"""A piece's paragraphs as the markup its outlet's pages use, everything escaped."""

from html import escape

from demo.newsroom.newsroom import Piece
from demo.newsroom.outlets import Markup


def body_html(piece: Piece, markup: Markup) -> str:
    """The paragraphs of `piece`, in the order they stand, as HTML."""
    if markup is Markup.BREAKS:
        return "<br><br>\n".join(_flat(paragraph) for paragraph in piece.paragraphs)
    tag = "p" if markup is Markup.PARAGRAPHS else "div"
    return "\n".join(_block(paragraph, tag) for paragraph in piece.paragraphs)


def _block(paragraph: str, tag: str) -> str:
    if paragraph.startswith("## "):
        return f"<h2>{escape(paragraph[3:])}</h2>"
    if paragraph.startswith("> "):
        return f"<blockquote><p>{escape(paragraph[2:])}</p></blockquote>"
    css_class = ' class="txt"' if tag == "div" else ""
    return f"<{tag}{css_class}>{escape(paragraph)}</{tag}>"


def _flat(paragraph: str) -> str:
    if paragraph.startswith("## "):
        return f"<b>{escape(paragraph[3:])}</b>"
    return escape(paragraph.removeprefix("> "))
