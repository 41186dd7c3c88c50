"""Sites that have feeds by rule: where the feeds of a page are can be told from its address, or from an id in it.

Pure. Each rule is written as the site documents it, or as its own pages link it. `SITES` are sure of the host, so that
their pages need not be fetched; `SHAPES` hold for software that runs on any host, and are worth a guess.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Rule:
    """`page` fits an address without its scheme, `feeds` are the addresses of its feeds, the likeliest wanted first."""

    page: re.Pattern[str]
    feeds: tuple[str, ...]


def _rule(page: str, *feeds: str) -> Rule:
    return Rule(re.compile(page), feeds)


_NAME = r"(?P<name>[^/?]+)"
_REST = r"(?:[/?].*)?"
_YOUTUBE = r"(?:www\.|m\.)?youtube\.com"
_REDDIT = r"(?:www\.|old\.|new\.|np\.|m\.)?reddit\.com"
_REPOSITORY = r"(?:www\.)?github\.com/(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)"
_STACK_EXCHANGE = (
    r"(?P<host>(?:[a-z]{2}\.)?stackoverflow\.com|[\w.]+\.stackexchange\.com|askubuntu\.com|serverfault\.com|"
    r"superuser\.com|mathoverflow\.net)"
)

SITES = (
    # video and sound
    _rule(
        _YOUTUBE + r"/channel/(?P<id>UC[\w-]{22})" + _REST,
        "https://www.youtube.com/feeds/videos.xml?channel_id={id}",
    ),
    _rule(
        _YOUTUBE + r"/(?:playlist|watch)\?(?:.*&)?list=(?P<id>(?:PL|UU|OL|FL)[\w-]+)(?:&.*)?",
        "https://www.youtube.com/feeds/videos.xml?playlist_id={id}",
    ),
    _rule(
        _YOUTUBE + r"/user/" + _NAME + _REST,
        "https://www.youtube.com/feeds/videos.xml?user={name}",
    ),
    _rule(
        r"vimeo\.com/(?P<kind>channels|groups)/" + _NAME + _REST,
        "https://vimeo.com/{kind}/{name}/videos/rss",
    ),
    _rule(r"vimeo\.com/(?P<name>(?!\d+$)[\w-]+)(?:/videos)?/?", "https://vimeo.com/{name}/videos/rss"),
    _rule(r"(?:www\.)?dailymotion\.com/(?P<name>(?!video/)[\w.-]+)/?", "https://www.dailymotion.com/rss/user/{name}"),
    _rule(r"odysee\.com/(?P<name>@[^/?]+)" + _REST, "https://odysee.com/$/rss/{name}"),
    # code
    _rule(
        _REPOSITORY + r"(?:\.git|/|/(?:releases|tags))?",
        "https://github.com/{owner}/{name}/releases.atom",
        "https://github.com/{owner}/{name}/tags.atom",
        "https://github.com/{owner}/{name}/commits.atom",
    ),
    _rule(
        _REPOSITORY + r"/(?:commits|tree)/(?P<branch>[^?]+?)/?",
        "https://github.com/{owner}/{name}/commits/{branch}.atom",
    ),
    _rule(
        _REPOSITORY + r"/(?:commits|issues|pulls|discussions|wiki|actions)" + _REST,
        "https://github.com/{owner}/{name}/commits.atom",
    ),
    _rule(
        r"gitlab\.com/(?P<path>[\w.-]+(?:/[\w.-]+)+?)(?:/-/(?:releases|tags))?/?",
        "https://gitlab.com/{path}/-/releases.atom",
        "https://gitlab.com/{path}/-/tags?format=atom",
        "https://gitlab.com/{path}.atom",
    ),
    _rule(
        r"codeberg\.org/(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(?:/releases)?/?",
        "https://codeberg.org/{owner}/{name}/releases.rss",
        "https://codeberg.org/{owner}/{name}.rss",
    ),
    # people talking
    _rule(
        _REDDIT + r"/(?:r/(?P<name>\w+)(?:/(?:hot|new)?/?)?)(?:\?.*)?",
        "https://www.reddit.com/r/{name}/.rss",
    ),
    _rule(
        _REDDIT + r"/r/(?P<name>\w+)/(?P<sort>top|rising|controversial)" + _REST,
        "https://www.reddit.com/r/{name}/{sort}/.rss",
    ),
    _rule(
        _REDDIT + r"/(?:u|user)/(?P<name>[\w-]+)" + _REST,
        "https://www.reddit.com/user/{name}/.rss",
    ),
    _rule(
        _REDDIT + r"/(?:r|user)/(?P<name>\w+)/comments/(?P<id>\w+)" + _REST,
        "https://www.reddit.com/r/{name}/comments/{id}/.rss",
    ),
    _rule(r"bsky\.app/profile/(?P<name>[\w.:-]+)" + _REST, "https://bsky.app/profile/{name}/rss"),
    _rule(r"news\.ycombinator\.com/?(?:news|newest|front)?", "https://news.ycombinator.com/rss"),
    _rule(r"news\.ycombinator\.com/show/?", "https://news.ycombinator.com/showrss"),
    _rule(r"lobste\.rs/?", "https://lobste.rs/rss"),
    _rule(r"lobste\.rs/t/(?P<name>[\w,-]+)/?", "https://lobste.rs/t/{name}.rss"),
    _rule(
        _STACK_EXCHANGE + r"/questions/tagged/" + _NAME + _REST,
        "https://{host}/feeds/tag?tagnames={name}&sort=newest",
    ),
    _rule(
        _STACK_EXCHANGE + r"/(?P<kind>question|user)s/(?P<id>\d+)" + _REST,
        "https://{host}/feeds/{kind}/{id}",
    ),
    _rule(
        _STACK_EXCHANGE + r"/(?:questions/?)?",
        "https://{host}/feeds",
    ),
    # blogs
    _rule(r"medium\.com/tag/" + _NAME + _REST, "https://medium.com/feed/tag/{name}"),
    _rule(r"medium\.com/(?P<name>@[\w.-]+)" + _REST, "https://medium.com/feed/{name}"),
    _rule(r"medium\.com/(?P<name>(?!feed/|m/|me/|search)[\w-]+)/?", "https://medium.com/feed/{name}"),
    _rule(r"(?P<name>(?!www\.)[\w-]+)\.medium\.com/?", "https://{name}.medium.com/feed"),
    _rule(r"(?P<name>(?!www\.)[\w-]+)\.substack\.com" + _REST, "https://{name}.substack.com/feed"),
    _rule(r"(?P<name>(?!www\.)[\w-]+)\.wordpress\.com/?", "https://{name}.wordpress.com/feed/"),
    _rule(
        r"(?P<host>(?!www\.)[\w-]+\.blogspot\.(?:com|[a-z]{2}|com?\.[a-z]{2}))" + _REST,
        "https://{host}/feeds/posts/default",
    ),
    _rule(r"(?P<name>(?!www\.)[\w-]+)\.tumblr\.com/?", "https://{name}.tumblr.com/rss"),
    _rule(
        r"(?:www\.)?tumblr\.com/(?:blog/)?(?:view/)?(?P<name>(?!explore|tagged)[\w-]+)/?",
        "https://{name}.tumblr.com/rss",
    ),
    _rule(r"dev\.to/t/(?P<name>\w+)" + _REST, "https://dev.to/feed/tag/{name}"),
    _rule(r"dev\.to/(?P<name>\w+)/?", "https://dev.to/feed/{name}"),
    _rule(r"(?P<name>(?!www\.)[\w-]+)\.hashnode\.dev/?", "https://{name}.hashnode.dev/rss.xml"),
    _rule(
        r"(?:www\.)?pinterest\.com/(?P<name>(?!pin/|ideas/|search/)\w+)/?", "https://www.pinterest.com/{name}/feed.rss"
    ),
    _rule(r"letterboxd\.com/(?P<name>(?!film/)\w+)/?", "https://letterboxd.com/{name}/rss/"),
    # knowledge, games
    _rule(
        r"(?P<host>[a-z-]+)\.(?:m\.)?wikipedia\.org/wiki/(?P<name>[^?#]+)(?:\?.*)?",
        "https://{host}.wikipedia.org/w/index.php?title={name}&action=history&feed=atom",
    ),
    _rule(
        r"(?:www\.|export\.)?arxiv\.org/list/(?P<name>[\w.-]+)" + _REST,
        "https://rss.arxiv.org/rss/{name}",
    ),
    _rule(
        r"store\.steampowered\.com/(?:app|news/app)/(?P<id>\d+)" + _REST,
        "https://store.steampowered.com/feeds/news/app/{id}/",
    ),
    _rule(
        r"news\.google\.com/(?P<path>(?:topics|topstories|search|publications)(?:/[^?]*)?)(?P<query>\?.*)?",
        "https://news.google.com/rss/{path}{query}",
    ),
)

SHAPES = (
    # Mastodon, Misskey, GoToSocial
    _rule(r"(?P<host>[^/]+)/(?P<name>@[\w.-]+)/?", "{host}/{name}.rss", "{host}/{name}.atom", "{host}/{name}/feed.rss"),
    # Mastodon's tags
    _rule(r"(?P<host>[^/]+)/tags/(?P<name>\w+)/?", "{host}/tags/{name}.rss"),
    # Pixelfed, Pleroma
    _rule(r"(?P<host>[^/]+)/users/(?P<name>[\w.-]+)/?", "{host}/users/{name}.atom", "{host}/users/{name}/feed.atom"),
    # Lemmy's communities; PeerTube's channels and accounts
    _rule(
        r"(?P<host>[^/]+)/c/(?P<name>[\w.@-]+)" + _REST,
        "{host}/feeds/c/{name}.xml?sort=New",
        "{host}/feeds/videos.xml?videoChannelName={name}",
    ),
    _rule(r"(?P<host>[^/]+)/u/(?P<name>[\w.@-]+)" + _REST, "{host}/feeds/u/{name}.xml?sort=New"),
    _rule(r"(?P<host>[^/]+)/a/(?P<name>[\w.@-]+)" + _REST, "{host}/feeds/videos.xml?accountName={name}"),
    # Discourse
    _rule(r"(?P<host>[^/]+)/c/(?P<path>[\w/-]+/\d+)/?", "{host}/c/{path}.rss"),
    _rule(r"(?P<host>[^/]+)/t/(?P<path>[\w-]+/\d+)" + _REST, "{host}/t/{path}.rss"),
)

_CHANNEL_IN_PAGE = re.compile(
    r'(?:itemprop="(?:identifier|channelId)" content="|"externalId":"|"channelId":"|youtube\.com/channel/)(UC[\w-]{22})'
)
_SOUNDCLOUD_USER = re.compile(r"soundcloud://users:(\d+)")
_IS_FEED = re.compile(r"\.(?:rss|atom|xml|rdf|json)$|/(?:rss|feed|atom)/?$")


def known_feeds(url: str) -> tuple[str, ...]:
    """The feeds that a page of a known site has, by its address alone; none where it is a feed's itself."""
    address = _without_scheme(url)
    if _IS_FEED.search(address.partition("?")[0]):
        return ()
    return next((_filled(rule, fits) for rule in SITES if (fits := rule.page.fullmatch(address))), ())


def likely_feeds(url: str) -> tuple[str, ...]:
    """Where the page's feeds are if its host runs the software that its address looks like."""
    scheme, address = urlsplit(url).scheme, _without_scheme(url)
    found = (_filled(rule, fits) for rule in SHAPES if (fits := rule.page.fullmatch(address)))
    return tuple(f"{scheme}://{feed}" for feeds in found for feed in feeds)


def feeds_by_id(page: str, url: str) -> tuple[str, ...]:
    """The feeds that a page's text tells by the id in it: YouTube's channels by any name, SoundCloud's users."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    if host in {"youtube.com", "consent.youtube.com", "youtu.be"} and (found := _CHANNEL_IN_PAGE.search(page)):
        return (f"https://www.youtube.com/feeds/videos.xml?channel_id={found[1]}",)
    if host == "soundcloud.com" and (found := _SOUNDCLOUD_USER.search(page)):
        return (f"https://feeds.soundcloud.com/users/soundcloud:users:{found[1]}/sounds.rss",)
    return ()


def _filled(rule: Rule, fits: re.Match[str]) -> tuple[str, ...]:
    parts = {name: part or "" for name, part in fits.groupdict().items()}
    return tuple(feed.format_map(parts) for feed in rule.feeds)


def _without_scheme(url: str) -> str:
    parts = urlsplit(url)
    # a rule speaks of public hosts; with a port or a login it is somebody's own machine, and stays so for SHAPES
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path or '/'}{query}"
