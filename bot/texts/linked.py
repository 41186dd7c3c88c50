"""Headlines as links: anybody's words and anybody's addresses."""

from markupsafe import Markup, escape

from bot.i18n.texts import link
from summaries.citing import href
from summaries.markup import clean, shortened

LONGEST_HEADLINE = 200


def linked(headline: str, url: str, *, longest: int = LONGEST_HEADLINE) -> Markup:
    """The headline on one line, in at most so many UTF-16 units; a link where the address can be one."""
    shown = shortened(clean(headline) or clean(url), longest)
    address = href(url)
    return link(address, shown) if address else escape(shown)
