"""Somebody's saved stories as a page that any browser opens, without a network: nothing in it is fetched or run."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from markupsafe import Markup

from bot.i18n.texts import Texts
from bot.texts.linked import linked
from storage.saved import SavedStory
from summaries.markup import clean

PAGE = Markup("""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<p>{count}</p>
{stories}
</body>
</html>
""")
STORY = Markup("""<article dir="auto">
<h2 dir="auto">{headline}</h2>
<p dir="auto">{summary}</p>
<footer>{source} · {day}</footer>
</article>
""")
STYLE = Markup("""
:root { color-scheme: light dark; }
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8884; padding: .5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; line-height: 1.3; margin: .5rem 0; }
p { margin: .5rem 0; }
footer { font-size: .9rem; opacity: .7; }
""")


def saved_file(t: Texts, stories: Sequence[SavedStory], *, now: datetime, zone: str) -> bytes:
    """HTML in UTF-8, the stories in their order."""
    local = ZoneInfo(zone)

    def day(at: datetime) -> str:
        return format_date(at.astimezone(local).date(), "long", locale=t.locale)

    page = PAGE.format(
        language=t.code,
        direction="rtl" if t.is_rtl else "ltr",
        style=STYLE,
        title=t.plain("Saved stories"),
        count=t.many("{count} story, {day}", "{count} stories, {day}", len(stories), day=day(now)),
        stories=Markup().join(
            STORY.format(
                headline=linked(story.headline, story.url, longest=1000),
                summary=clean(story.summary),
                source=clean(story.source),
                day=day(story.saved_at),
            )
            for story in stories
        ),
    )
    return page.encode("utf-8")
