"""What every page has around it, and how rows are put together: all that is filled in is escaped."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from bot.page_tickets import PAGE

REFRESH_S = 60


def page(title: str, body: Markup, *, refresh: int | None = None) -> str:
    """A whole page around its body, which is loaded anew after `refresh` seconds."""
    again = Markup('<meta http-equiv="refresh" content="{}">').format(refresh) if refresh else Markup()
    head = Markup(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">{again}'
        '<link rel="icon" type="image/svg+xml" href="{page}/icon.svg">'
        '<link rel="stylesheet" href="{page}/style.css"></head><body>'
    )
    return str(head.format(title=title, again=again, page=PAGE) + body + Markup("</body></html>"))


def joined(template: str, rows: Iterable[Sequence[object]]) -> Markup:
    """The template, which is the caller's own, once for each row."""
    return Markup().join(Markup(template).format(*row) for row in rows)  # noqa: S704
