"""What topics and chats want of a story, and what becomes of the rest."""

from jobs.digests.content.wants import Because, Wants, sift, speaks, weight
from jobs.filters.language import parse_filter
from tests.jobs.digests.texts import BUDGET, FERRY, FERRY_LAST, FERRY_LATE, FERRY_TOO

GERMAN = "Die Nachtfähre Maren ist am Montag vor Selskerry auf Grund gelaufen. Verletzt wurde dabei niemand."


def test_a_story_is_wanted_for_its_topics_names_or_the_keywords_found(a_topic, an_article) -> None:
    sea, ferries = a_topic("sea"), a_topic("ferries", keywords=("ferry", "tugs", "harbour"))
    ferry = an_article(1)
    wanted = sift([(sea, ferry), (ferries, ferry)], Wants())
    assert wanted.because is None
    assert (wanted.articles, wanted.topics, wanted.matches) == ((ferry,), (sea, ferries), ("Sea", "ferry", "tugs"))


def test_articles_are_in_the_order_they_came_in_and_each_is_there_once(a_topic, an_article) -> None:
    sea, town = a_topic("sea"), a_topic("town")
    first, second = an_article(9, "Post"), an_article(10, "Wire", FERRY_TOO)
    assert sift([(sea, second), (sea, first), (town, first)], Wants()).articles == (first, second)


def test_it_is_said_how_far_a_story_came(a_topic, an_article) -> None:
    german = a_topic("sea", language="de", keywords=("harbour",))
    english = a_topic("english", language="en", keywords=("budget",))
    anything = a_topic("sea")
    ferry = an_article(1)
    assert sift([(german, ferry)], Wants()).because is Because.LANGUAGE
    assert sift([(english, ferry)], Wants()).because is Because.KEYWORDS
    assert sift([(german, ferry), (english, ferry)], Wants()).because is Because.KEYWORDS
    assert sift([(anything, ferry)], Wants(filters=(parse_filter("budget"),))).because is Because.FILTER
    mine = Wants(by_topic={anything.id: parse_filter("-ferry")})
    assert sift([(anything, ferry), (english, ferry)], mine).because is Because.FILTER


def test_a_topics_filter_leaves_other_topics_alone(a_topic, an_article) -> None:
    sea, town = a_topic("sea"), a_topic("town")
    ferry, other = an_article(1), an_article(2, "Wire", FERRY_TOO)
    wanted = sift([(sea, ferry), (town, other)], Wants(by_topic={sea.id: parse_filter("budget")}))
    assert (wanted.articles, wanted.topics, wanted.matches) == ((other,), (town,), ("Town",))


def test_every_filter_of_the_chat_has_its_say(a_topic, an_article) -> None:
    sea = a_topic("sea")
    post, wire = an_article(1, "Post"), an_article(2, "Wire", FERRY_TOO)
    carried = [(sea, post), (sea, wire)]
    assert sift(carried, Wants(filters=(parse_filter("-source:Wire"),))).articles == (post,)
    both = Wants(filters=(parse_filter("-source:Wire"), parse_filter("-source:Post")))
    assert sift(carried, both).because is Because.FILTER


def test_what_only_a_filtered_article_matched_is_no_reason(a_topic, an_article) -> None:
    sea = a_topic("sea", keywords=("selskerry", "coastguard"))
    carried = [(sea, an_article(1, "Post")), (sea, an_article(2, "Wire", FERRY_TOO))]
    assert sift(carried, Wants()).matches == ("selskerry", "coastguard")
    assert sift(carried, Wants(filters=(parse_filter("-source:Wire"),))).matches == ("selskerry",)


def test_a_topics_language_is_its_articles(a_topic, an_article) -> None:
    german = a_topic(language="de-AT")
    assert speaks(german, an_article(1, text=GERMAN, language="de"))
    assert not speaks(german, an_article(2, text=FERRY, language="en"))
    assert speaks(german, an_article(3, text=FERRY, language=None)), "it isn't known what else it is in"
    assert speaks(a_topic(language=None), an_article(4))


def test_a_template_that_declares_a_wrong_language_is_not_believed(a_topic, an_article) -> None:
    assert speaks(a_topic(language="de"), an_article(1, text=GERMAN, language="en"))


def test_a_story_weighs_as_much_as_outlets_tell_it_in_their_own_words(an_article) -> None:
    assert weight([]) == 0
    assert weight([an_article(1, "Post")]) == 1
    assert weight([an_article(1, "Post"), an_article(2, "Post", FERRY_TOO)]) == 1
    texts = (FERRY, FERRY_TOO, FERRY_LATE, FERRY_LAST, BUDGET)
    own = [an_article(number, f"Post {number}", text) for number, text in enumerate(texts)]
    copied = [an_article(9, "Copycat", FERRY)]
    assert weight(own) == weight(own + copied) == 5
