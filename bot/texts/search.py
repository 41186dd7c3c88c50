"""Looking for stories: what was found, page by page, and what is shown and sent in inline mode."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from bot.i18n.phrases import age
from bot.i18n.texts import Texts, lines, shorten
from bot.texts.linked import linked
from jobs.search import Found, FoundPage
from summaries.citing import LONGEST_SOURCE
from summaries.markup import clean, shortened
from summaries.types import DigestStory

LONGEST_WORDS = 60
LONGEST_TOPIC = 30
LONGEST_SENTENCE = 120
LONGEST_TITLE = 200
"""Of an inline result; what Telegram shows of it is less."""

EXAMPLE = Markup("<code>/search storm ferry</code>")


def look_button(t: Texts) -> str:
    return t.plain("🔎 Look for it")


def other_words_button(t: Texts) -> str:
    return t.plain("🔎 Other words")


def share_button(t: Texts) -> str:
    return t.plain("📤 Share")


def write_button(t: Texts) -> str:
    """Above inline results, for who doesn't know the bot yet."""
    return t.plain("Write to the bot")


def nothing_button(t: Texts) -> str:
    """Above inline results of which there are none."""
    return t.plain("Nothing found. Other words?")


def which_words(t: Texts) -> Markup:
    return lines(
        t("<b>What shall I look for?</b>"),
        t("Write some words: {words}, {phrase}, {without}, or {begin}.", **HOW),
    )


def say_words(t: Texts) -> Markup:
    """In a group or channel, where nobody is asked back."""
    return t("Say what to look for: {example}", example=EXAMPLE)


def no_words(t: Texts, asked: str) -> Markup:
    return lines(
        t("There is nothing to look for in “{words}”.", words=_asked(asked)),
        t("Write some words: {words}, {phrase}, {without}, or {begin}.", **HOW),
    )


def nothing_found(t: Texts, asked: str, *, topics: bool) -> Markup:
    """`topics` is whether some that are spelled alike are offered below."""
    return lines(
        t("Nothing about “{words}” in the topics that you may see.", words=_asked(asked)),
        t("Fewer words find more, and so does a beginning: {begin}", begin=HOW["begin"]),
        t("Or did you mean a topic?") if topics else None,
    )


def found(
    t: Texts, asked: str, page: FoundPage, *, first: int, topics: Mapping[int, str], now: datetime, zone: str
) -> Markup:
    """A page of stories; the first has the number `first`, `topics` are names by article."""
    words = _asked(asked)
    head = (
        t("🔎 <b>{words}</b> · more than {count} stories", words=words, count=page.found)
        if page.capped
        else t.many("🔎 <b>{words}</b> · {count} story", "🔎 <b>{words}</b> · {count} stories", page.found, words=words)
    )
    return lines(
        head,
        *(
            _hit(t, each, number=number, topic=topics.get(each.hit.article_id), now=now, zone=zone)
            for number, each in enumerate(page.stories, start=first)
        ),
        "",
        t("Tap a number to read more."),
    )


def gone_toast(t: Texts) -> str:
    return t.plain("This story is not to be found any more.")


def old_toast(t: Texts) -> str:
    return t.plain("This card is too old: I no longer see what you looked for. Ask anew with /search")


def inline_title(told: DigestStory) -> str:
    """The headline that the message will have."""
    return shortened(clean(told.headline) or told.url, LONGEST_TITLE)


def inline_description(t: Texts, told: DigestStory, *, sources: int, now: datetime, zone: str) -> str:
    """`Harbour Post +3 · 2 hours ago`, of the article that the headline is from."""
    article = next((each for each in told.story.articles if each.url == told.url), told.story.articles[0])
    return " · ".join(_meta(t, article.source, sources, article.published_at, now=now, zone=zone))


def _hit(t: Texts, each: Found, *, number: int, topic: str | None, now: datetime, zone: str) -> Markup:
    hit = each.hit
    # where the headline shows why it was found, a sentence would only make the page longer than a phone
    sentence = "" if each.titled else shortened(clean(each.sentence), LONGEST_SENTENCE)
    meta = _meta(t, hit.source, hit.sources, hit.published_at, now=now, zone=zone)
    if topic is not None:
        meta.append(shorten(clean(topic), LONGEST_TOPIC))
    return lines(
        "",
        Markup("{}. <b>{}</b>").format(number, linked(hit.headline, hit.url)),
        sentence or None,
        Markup("<i>{}</i>").format(" · ".join(meta)),
    )


def _meta(t: Texts, source: str, sources: int, at: datetime, *, now: datetime, zone: str) -> list[str]:
    name = shortened(clean(source), LONGEST_SOURCE)
    return [f"{name} +{t.number(sources - 1)}" if sources > 1 else name, age(t, at, now=now, zone=zone)]


def _asked(words: str) -> str:
    return shortened(clean(words), LONGEST_WORDS)


HOW: Mapping[str, Markup] = {
    "words": Markup("<code>storm ferry</code>"),
    "phrase": Markup("<code>{}</code>").format('"night ferry"'),
    "without": Markup("<code>storm -football</code>"),
    "begin": Markup("<code>flo*</code>"),
}
