"""What somebody wrote, shown back to them."""

from bot.i18n.texts import shorten
from bot.topic_names import clean_line

LONGEST = 40
LONGEST_READ = 400


def echo(text: str) -> str:
    """One short line of what can be seen: nothing in it turns the direction of the text around it."""
    return shorten(clean_line(text, LONGEST_READ), LONGEST)
