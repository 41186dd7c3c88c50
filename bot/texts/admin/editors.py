"""Who may edit a topic; people are numbers here, as everywhere."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.i18n.texts import Texts, lines
from storage.topics import Topic


def editors(t: Texts, topic: Topic, user_ids: Sequence[int]) -> Markup:
    if not user_ids:
        return lines(
            t("<b>{topic}</b> has no editors.", topic=topic.name),
            t("An editor changes this topic and its feeds with /admin, and nothing else."),
        )
    return lines(
        t.many(
            "<b>{topic}</b> has {count} editor", "<b>{topic}</b> has {count} editors", len(user_ids), topic=topic.name
        ),
        *(Markup("• <code>{}</code>").format(user_id) for user_id in user_ids[:50]),
        "",
        t("A tap on ✕ takes the role away."),
    )
