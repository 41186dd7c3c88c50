"""What somebody wrote, shown back to them, and what is wrong with a word of it whatever it was about."""

from markupsafe import Markup

from bot.i18n.texts import Texts, shorten
from bot.topic_names import clean_line

LONGEST = 40
LONGEST_READ = 400


def echo(text: str) -> str:
    """One short line of what can be seen: nothing in it turns the direction of the text around it."""
    return shorten(clean_line(text, LONGEST_READ), LONGEST)


def not_understood(t: Texts, word: str) -> Markup:
    return t("I didn't understand “{word}”.", word=word)


def no_time_of_day(t: Texts, word: str) -> Markup:
    return t("“{word}” is no time of day. Write it like 7:30, 18:00 or 7pm.", word=word)
