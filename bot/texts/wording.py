"""The words of a digest in one language, for `summaries.rendering`."""

from bot.i18n.texts import Texts
from summaries.wording import Wording


def wording(t: Texts) -> Wording:
    plain = t.plain
    return Wording(
        locale=str(t.locale),
        title=plain("Your digest"),
        nothing=plain("Nothing new in these hours."),
        recap=lambda days: plain.many("recap of {count} day", "recap of {count} days", days),
        new=plain("new"),
        developing=plain("developing"),
        since=lambda sources: plain.many("+{count} source since", "+{count} sources since", sources),
        what_is_new=plain("What is new:"),
        sources=lambda count: plain.many("Source", "Sources", count),
        first=plain("first"),
        copied=lambda sources: plain.many(
            "{count} more with the same text", "{count} more with the same text", sources
        ),
        others=lambda sources: plain.many("and {count} more source", "and {count} more sources", sources),
        differ=plain("Sources differ:"),
        more=lambda stories: plain.many(
            "and {count} more story: /latest", "and {count} more stories: /latest", stories
        ),
        late_many=plain("Late, since very many digests are due at this hour. Another hour: /schedule"),
        late_away=plain("Late, since the bot couldn’t send for a while."),
    )
