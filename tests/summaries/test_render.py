"""What a reader gets to see of a digest."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from summaries.markup import plain_text
from summaries.rendering import render
from summaries.types import Article, Digest, DigestStory, Figure, Label, Length, Method, Score, Sentence, Story, Summary
from summaries.wording import ENGLISH

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)

FERRY = "The ferry to Isle Marrow sails again from Monday. Tickets stay at four crowns, the harbour office said."
CROSSINGS = "Isle Marrow has its ferry back. The crews counted 212 crossings in fishing boats since the storm."


def article(
    key: int, source: str, text: str, *, hours_ago: float = 2, url: str | None = None, title: str = "A title"
) -> Article:
    return Article(
        key=key,
        url=url or f"https://{source.partition(' ')[0].lower()}.example/{key}",
        title=title,
        text=text,
        source=source,
        published_at=NOW - timedelta(hours=hours_ago),
        language="en",
    )


def sentence(of: Article, text: str) -> Sentence:
    start = of.text.index(text)
    return Sentence(text=text, start=start, end=start + len(text), article=of.key)


def told(
    *sentences: Sentence,
    articles: tuple[Article, ...],
    key: int = 1,
    headline: str = "Ferry to Isle Marrow sails again",
    label: Label = Label.NEW,
    fresh: tuple[Article, ...] = (),
    length: Length = Length.SHORT,
) -> DigestStory:
    return DigestStory(
        story=Story(key=key, articles=articles, label=label),
        headline=headline,
        url=articles[0].url,
        summary=Summary(sentences=sentences, method=Method.NEWS),
        score=Score(),
        fresh=frozenset(article.key for article in fresh),
        length=length,
    )


def digest(*stories: DigestStory, more: int = 0, hours: float = 12) -> Digest:
    return Digest(since=NOW - timedelta(hours=hours), until=NOW, zone=KYIV, stories=stories, more=more)


def lines(of: Digest) -> list[str]:
    (part,) = render(of)
    return plain_text(part.html).split("\n")


POST = article(1, "Harbour Post", FERRY, hours_ago=9)
WIRE = article(2, "Vale Wire", CROSSINGS, hours_ago=8)


def test_a_story_shows_its_headline_its_sentences_and_its_sources() -> None:
    story = told(
        sentence(POST, "The ferry to Isle Marrow sails again from Monday."),
        sentence(WIRE, "The crews counted 212 crossings in fishing boats since the storm."),
        articles=(POST, WIRE),
    )
    assert lines(digest(story)) == [
        "🗞 Your digest · Mon 23 Nov, 07:00–19:00",
        "",
        "Ferry to Isle Marrow sails again",
        (
            "The ferry to Isle Marrow sails again from Monday.\u202f① "
            "The crews counted 212 crossings in fishing boats since the storm.\u202f②"
        ),
        "①\u00a0Harbour Post · ②\u00a0Vale Wire · 11:00",
    ]


def test_a_number_on_which_sources_differ_is_told_with_their_names() -> None:
    few = article(6, "Harbour Post", "Four people were hurt. The pier is closed.")
    many = article(7, "Vale Wire", "Nine people were hurt. The pier is closed.")
    figures = tuple(
        Figure(text=each.text[:21], start=0, end=21, article=each.key, value=value)
        for each, value in ((many, 9), (few, 4))
    )
    story = told(sentence(many, "The pier is closed."), articles=(few, many))
    story = replace(story, summary=replace(story.summary, disputed=(figures,)))
    (part,) = render(digest(story))
    shown = plain_text(part.html).split("\n")
    assert shown[-2] == "⚖️ Sources differ: Nine people were hurt (Vale Wire) · Four people were hurt (Harbour Post)"
    assert (
        '<a href="https://harbour.example/6#:~:text=Four%20people%20were%20hurt">Four people were hurt</a>' in part.html
    )


def test_each_sentence_leads_to_its_very_place() -> None:
    story = told(sentence(WIRE, "Isle Marrow has its ferry back."), articles=(WIRE,))
    (part,) = render(digest(story))
    assert '<a href="https://vale.example/2#:~:text=Isle%20Marrow%20has%20its%20ferry%20back">①</a>' in part.html


def test_the_headline_and_the_outlets_lead_to_their_articles() -> None:
    story = told(sentence(POST, "The ferry to Isle Marrow sails again from Monday."), articles=(POST,))
    (part,) = render(digest(story))
    assert '<b><a href="https://harbour.example/1">Ferry to Isle Marrow sails again</a></b>' in part.html
    assert '<a href="https://harbour.example/1">Harbour Post</a>' in part.html


def test_outlets_that_are_not_cited_are_counted_and_copies_are_not() -> None:
    own = article(3, "The Quay", "Islanders queued on the landing stage long before the first boat of the winter.")
    copy = article(4, "Copy Daily", FERRY, hours_ago=1)
    story = told(sentence(POST, "The ferry to Isle Marrow sails again from Monday."), articles=(POST, WIRE, own, copy))
    assert lines(digest(story))[-1] == "①\u00a0Harbour Post +2 · 10:00"


def test_a_developing_story_says_how_many_sources_joined_since() -> None:
    before = article(5, "Upland Courier", "A storm broke the landing stage of Isle Marrow.", hours_ago=40)
    story = told(
        sentence(POST, "The ferry to Isle Marrow sails again from Monday."),
        articles=(before, POST, WIRE),
        label=Label.DEVELOPING,
        fresh=(POST, WIRE),
    )
    assert lines(digest(story))[3] == "developing · +2 sources since"


def test_what_was_said_on_another_day_has_its_date_beside_it() -> None:
    old = article(6, "Upland Courier", "The boat sailed yesterday.", hours_ago=22)
    story = told(
        sentence(old, "The boat sailed yesterday."),
        sentence(WIRE, "Isle Marrow has its ferry back."),
        articles=(old, WIRE),
    )
    assert lines(digest(story))[-1] == (
        "①\u00a0Upland Courier Sun\u00a022\u00a0Nov,\u00a021:00 · ②\u00a0Vale Wire 11:00"
    )
    alone = told(sentence(old, "The boat sailed yesterday."), articles=(old,))
    assert lines(digest(alone))[-1] == "①\u00a0Upland Courier · Sun\u00a022\u00a0Nov,\u00a021:00"


# "today", "yesterday", "on Friday" in the languages that the project promises: none is told without its day
RELATIVE = """
en He resigned yesterday.|uk Він пішов у відставку вчора.|ru Он ушёл в отставку вчера.|pl Zrezygnował wczoraj.
de Er trat gestern zurück.|fr Il a démissionné hier.|es Dimitió ayer.|pt Ele renunciou ontem.
it Si è dimesso ieri.|nl Hij trad gisteren af.|cs Včera odstoupil.|el Παραιτήθηκε χθες.|tr Dün istifa etti.
ar استقال أمس.|he הוא התפטר אתמול.|fa او دیروز استعفا داد.|hi उन्होंने कल इस्तीफा दिया।
vi Ông từ chức hôm qua.|id Ia mundur kemarin.|zh 他昨天辞职。|ja 彼は昨日辞任した。|ko 그는 어제 사임했다.
sv Han avgick i går.
fi Hän erosi eilen.|hu Tegnap lemondott.|ro A demisionat ieri.|th เขาลาออกเมื่อวานนี้
bg Той подаде оставка вчера.|da Han gik af i går.|no Han gikk av i går.
"""


@pytest.mark.parametrize("entry", [entry for line in RELATIVE.strip().splitlines() for entry in line.split("|")])
def test_a_relative_date_stands_beside_the_day_of_its_article_in_every_language(entry: str) -> None:
    text = entry[3:]
    old = article(6, "Upland Courier", text, hours_ago=22)
    new = article(7, "Vale Wire", text)
    assert "Sun\u00a022\u00a0Nov" in lines(digest(told(sentence(old, text), articles=(old,), headline=text)))[-1]
    # what was written on the digest's own day has that day in the header
    shown = lines(digest(told(sentence(new, text), articles=(new,), headline=text)))
    assert "Mon 23 Nov" in shown[0]
    assert "17:00" in shown[-1]


def test_an_outlet_cited_from_two_days_has_both_beside_it() -> None:
    old = article(6, "Upland Courier", "The boat sailed yesterday.", hours_ago=22)
    new = article(7, "Upland Courier", "It sank today.", hours_ago=1)
    story = told(sentence(old, "The boat sailed yesterday."), sentence(new, "It sank today."), articles=(old, new))
    shown = lines(digest(story))
    assert shown[-2] == "The boat sailed yesterday.\u202f① It sank today.\u202f②"
    assert shown[-1] == "①\u00a0Upland Courier Sun\u00a022\u00a0Nov,\u00a021:00 · ②\u00a0Upland Courier 18:00"


def test_hours_over_midnight_name_both_days() -> None:
    assert lines(digest(hours=24))[0] == "🗞 Your digest · Sun 22 Nov, 19:00 – Mon 23 Nov, 19:00"


def test_an_empty_digest_says_so() -> None:
    assert lines(digest())[2:] == ["Nothing new in these hours."]


@pytest.mark.parametrize(("more", "line"), [(1, "and 1 more story: /latest"), (7, "and 7 more stories: /latest")])
def test_stories_that_did_not_fit_are_counted(more: int, line: str) -> None:
    assert lines(digest(told(articles=(POST,)), more=more))[-1] == line


def test_a_long_summary_is_folded_into_a_quote() -> None:
    text = " ".join(f"Sentence {number} tells of the ferry." for number in range(6))
    long = article(7, "Harbour Post", text)
    story = told(*(sentence(long, f"Sentence {n} tells of the ferry.") for n in range(6)), articles=(long,))
    (part,) = render(digest(story))
    assert "\n<blockquote expandable>Sentence 0 tells" in part.html
    assert "</blockquote>\n<i>①" in part.html


def test_a_story_without_sentences_still_names_its_source_and_time() -> None:
    assert lines(digest(told(articles=(POST,))))[-1] == "Harbour Post · 10:00"


def test_the_title_given_heads_the_digest_and_is_escaped() -> None:
    (part,) = render(digest(), title="Boats & <b>bays")
    assert part.html.startswith("🗞 <b>Boats &amp; &lt;b&gt;bays</b> · ")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://old.example/1", "tg://user?id=1", "", "http://"])
def test_only_web_addresses_become_links(url: str) -> None:
    odd = Article(**{**_fields(POST), "url": url})
    (part,) = render(
        digest(told(sentence(odd, "Tickets stay at four crowns, the harbour office said."), articles=(odd,)))
    )
    assert "<a" not in part.html
    assert "Harbour Post" in part.html


def test_a_right_to_left_story_keeps_its_direction_and_foreign_names_stay_whole() -> None:
    market = article(8, "Harbour Post", "أعلنت البلدية افتتاح السوق القديم.")
    story = told(
        sentence(market, "أعلنت البلدية افتتاح السوق القديم."), articles=(market,), headline="المدينة تفتح السوق"
    )
    assert lines(digest(story))[-1] == "\u200f①\u00a0\u2068Harbour Post\u2069 · 17:00"


def test_control_signs_and_unclosed_directions_do_not_reach_the_reader() -> None:
    odd = article(9, "Evil\u202eDaily\u2067", "A boat\u0000 came\u2066.")
    story = told(sentence(odd, "A boat\u0000 came\u2066."), articles=(odd,))
    text = "\n".join(lines(digest(story)))
    assert "A boat came." in text
    assert "EvilDaily" in text
    assert "\u202e" not in text


def test_stories_fill_parts_in_order_and_each_is_in_one() -> None:
    text = " ".join(f"Boat {number} came in with the tide and left again before noon." for number in range(9))
    stories = []
    for key in range(1, 13):
        long = article(key, f"Outlet {key}", text)
        stories.append(
            told(
                *(sentence(long, f"Boat {n} came in with the tide and left again before noon.") for n in range(9)),
                articles=(long,),
                key=key,
                headline=f"Headline number {key} of the day",
            )
        )
    parts = render(digest(*stories, more=3))
    assert len(parts) > 1
    assert [key for part in parts for key in part.stories] == list(range(1, 13))
    for part in parts:
        assert re.findall(r"Headline number (\d+)", part.html) == [str(key) for key in part.stories]
    assert parts[-1].html.endswith("and 3 more stories: /latest")


def test_a_story_too_long_for_one_part_is_split_between_sentences() -> None:
    wanted = [f"Sentence {number} " + "tells of boats " * 40 + "and ends." for number in range(12)]
    long = article(1, "Harbour Post", " ".join(wanted))
    parts = render(digest(told(*(sentence(long, text) for text in wanted), articles=(long,))))
    assert len(parts) > 1
    assert all(part.stories == (1,) for part in parts)
    texts = [plain_text(part.html) for part in parts]
    assert all(any(text in shown for shown in texts) for text in wanted)
    assert all(part.html.startswith("<blockquote expandable>Sentence") for part in parts[1:])


def test_a_sentence_of_an_article_that_the_story_does_not_hold_is_an_error() -> None:
    with pytest.raises(ValueError, match="story 1 cites article 2"):
        render(digest(told(sentence(WIRE, "Isle Marrow has its ferry back."), articles=(POST,))))


def test_plural_forms_follow_the_language() -> None:
    ukrainian = replace(ENGLISH, locale="uk", more=lambda count: f"{count} новини")
    (part,) = render(digest(told(articles=(POST,)), more=3), wording=ukrainian)
    assert part.html.endswith("3 новини")


def _fields(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}  # type: ignore[attr-defined]
