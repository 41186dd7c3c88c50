"""The words on buttons that more than one card has."""

from bot.i18n.texts import Texts


def done(t: Texts) -> str:
    return t.plain("Done")


def next_step(t: Texts) -> str:
    return t.plain("Next ›")


def not_now(t: Texts) -> str:
    return t.plain("Not now")


def search(t: Texts) -> str:
    return t.plain("🔍 Search")


def all_topics(t: Texts) -> str:
    return t.plain("‹ All topics")


def own_feeds(t: Texts, count: int) -> str:
    return t.plain("📡 Own feeds: {count}", count=count) if count else t.plain("📡 Own feeds")


def leave(name: str) -> str:
    return f"✕ {name}"


def take_back(t: Texts, name: str) -> str:
    return t.plain("↩ {topic} again", topic=name)


def yes_leave(t: Texts) -> str:
    return t.plain("Yes, leave it")


def no_keep(t: Texts) -> str:
    return t.plain("No, keep it")


def back(t: Texts) -> str:
    return t.plain("‹ Back")


def cancel(t: Texts) -> str:
    return t.plain("Cancel")


def digest_now(t: Texts) -> str:
    return t.plain("📰 Digest now")


def topics(t: Texts) -> str:
    return t.plain("Topics")


def when_it_comes(t: Texts) -> str:
    return t.plain("When it comes")


def hours(t: Texts) -> str:
    return t.plain("🕗 Hours")


def days(t: Texts) -> str:
    return t.plain("📅 Days")


def zone(t: Texts) -> str:
    return t.plain("🌍 Time zone")


def pause(t: Texts) -> str:
    return t.plain("⏸ Pause")


def resume(t: Texts) -> str:
    return t.plain("▶️ Resume")


def every_day(t: Texts) -> str:
    return t.plain("Daily")


def working_days(t: Texts) -> str:
    return t.plain("Mon – Fri")


def weekend(t: Texts) -> str:
    return t.plain("Sat – Sun")


def earlier(t: Texts) -> str:
    return t.plain("‹ Earlier")


def later(t: Texts) -> str:
    return t.plain("Later ›")


def follow(t: Texts, name: str, *, on: bool) -> str:
    return t.plain("➕ {topic}", topic=name) if on else t.plain("Leave {topic}", topic=name)


def chosen(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label


def page(number: int, of: int) -> str:
    return f"{number + 1} / {of}"
