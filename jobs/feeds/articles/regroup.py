"""Which story each article belongs to after a re-clustering: stories keep their identity, articles are sorted anew.

The online step decides with what it has seen by then; the re-clustering sees all of the window at once. Pure.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

Group = Sequence[int]


def regroup(
    groups: Iterable[Group], filed: Mapping[int, int], told: Collection[int]
) -> list[tuple[tuple[int, ...], int | None]]:
    """The articles that change their story: (article ids, the story they move to, or None for a new one).

    `groups` are article ids by event, `filed` says which story each article belongs to now, `told` are the stories that
    some chat was told: their articles stay, since moving them would tell them again under another name.
    """
    moves = []
    taken: set[int] = set()
    # the largest part of a story keeps its name, so the groups that hold most of one choose first
    for group in sorted(groups, key=lambda group: (-_largest_part(group, filed), min(group))):
        free = [article for article in group if filed[article] not in told]
        anchors = Counter(filed[article] for article in group if filed[article] in told)
        if not free:
            continue
        names = anchors or Counter({story: n for story, n in _parts(free, filed).items() if story not in taken})
        story = min(names, key=lambda name: (-names[name], name), default=None)
        if story is not None:
            taken.add(story)
        moving = tuple(sorted(article for article in free if filed[article] != story))
        if moving:
            moves.append((moving, story))
    return moves


def _parts(group: Iterable[int], filed: Mapping[int, int]) -> Counter[int]:
    return Counter(filed[article] for article in group)


def _largest_part(group: Group, filed: Mapping[int, int]) -> int:
    return max(_parts(group, filed).values())
