"""The topics that the demo seeds its database with, and the feeds that each of them reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTopic:
    """A topic to be. `feeds` are paths on the newsroom's own address; `keywords`, where there are any, are the words
    that the topic is about."""

    slug: str
    name: str
    description: str
    language: str
    feeds: tuple[str, ...]
    keywords: tuple[str, ...] = ()


TOPICS: tuple[SampleTopic, ...] = (
    SampleTopic(
        slug="sea",
        name="Harbour & sea",
        description="Ferries, weather, fishing and everything else that floats off Kestmark's coast.",
        language="en",
        feeds=(
            "/harbour-post/sea/feed.xml",
            "/vale-wire/sea/atom.xml",
            "/selskerry-light/sea/index.rdf",
            "/kestmark-today/sea/feed.xml",
            "/ledger-and-tide/sea/atom.xml",
        ),
    ),
    SampleTopic(
        slug="politics",
        name="Politics",
        description="The Assembly, the government and the towns' councils.",
        language="en",
        feeds=(
            "/harbour-post/politics/feed.xml",
            "/harbour-post/opinion/feed.xml",
            "/vale-wire/politics/atom.xml",
            "/wexmere-chronicle/politics/feed.json",
            "/kestmark-today/politics/feed.xml",
        ),
    ),
    SampleTopic(
        slug="science",
        name="Science & technology",
        description="What is being found out at Wexmere and elsewhere, and what is being built from it.",
        language="en",
        feeds=(
            "/harbour-post/science/feed.xml",
            "/vale-wire/science/atom.xml",
            "/wexmere-chronicle/science/feed.json",
            "/kestmark-today/science/feed.xml",
            "/selskerry-light/science/index.rdf",
        ),
    ),
    SampleTopic(
        slug="sport",
        name="Sport",
        description="Football, sailing and whatever else Kestmark shouts about at the weekend.",
        language="en",
        feeds=(
            "/harbour-post/sport/feed.xml",
            "/vale-wire/sport/atom.xml",
            "/wexmere-chronicle/sport/feed.json",
            "/kestmark-today/sport/feed.xml",
            "/selskerry-light/sport/index.rdf",
        ),
    ),
    SampleTopic(
        slug="business",
        name="Business",
        description="Companies, jobs, markets and money.",
        language="en",
        feeds=(
            "/harbour-post/business/feed.xml",
            "/vale-wire/business/atom.xml",
            "/wexmere-chronicle/business/feed.json",
            "/kestmark-today/business/feed.xml",
            "/ledger-and-tide/business/atom.xml",
            "/ledger-and-tide/markets/atom.xml",
        ),
    ),
    SampleTopic(
        slug="local",
        name="Town & country",
        description="Small news from Port Ansel, Wexmere and the islands.",
        language="en",
        feeds=(
            "/harbour-post/local/feed.xml",
            "/wexmere-chronicle/local/feed.json",
            "/selskerry-light/local/index.rdf",
        ),
    ),
    SampleTopic(
        slug="nordufer",
        name="Nachrichten vom Nordufer",
        description="Was in Lindhafen und an der Nordküste geschieht.",
        language="de",
        feeds=("/lindhafener-bote/feed.xml", "/nordufer-zeitung/atom.xml"),
    ),
    SampleTopic(
        slug="kosa",
        name="Новини Яворної Коси",
        description="Місто, лагуна і східне узбережжя.",
        language="uk",
        feeds=("/visnyk-kosy/feed.xml", "/skhidnyi-bereh/feed.json"),
    ),
)
