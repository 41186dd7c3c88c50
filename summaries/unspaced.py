"""Words of scripts that put no spaces between them, by the dictionaries of ICU.

Chinese, Japanese, Thai, Lao, Khmer and Burmese (Unicode Standard Annex 29, section 6.4; the dictionaries come with the
library). A name that no dictionary knows falls apart into single Han characters; their overlapping pairs tell one
name from another as well as a dictionary would (Nie, Gao, Zhang & Zhou, IRAL 2000).
"""

from collections.abc import Iterable, Iterator

_SINGLE = ("\u3400", "\u9fff")
# what Chinese writes beside a name without being part of it
_PARTICLES = frozenset("的了在是和与與及说說们們也就都而被把将將由从從对對向到为為於于又或但并並之其等后後前中上下内內")


def split_words(run: str) -> list[str]:
    """The words of `run`, which holds nothing but letters of such scripts, in order."""
    from icu4py.breakers import WordBreaker  # noqa: PLC0415 -- 12 ms and a library of 42 MB that most languages spare

    # the locale decides nothing here: one dictionary serves Chinese and Japanese, and the script chooses the others
    return list(_with_pairs(WordBreaker(run, "ja")))


def _with_pairs(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, single Han characters that stand side by side joined to overlapping pairs."""
    before = ""
    paired = False
    for piece in pieces:
        if len(piece) == 1 and _SINGLE[0] <= piece <= _SINGLE[1] and piece not in _PARTICLES:
            if before:
                yield before + piece
            paired = bool(before)
            before = piece
            continue
        if before and not paired:
            yield before
        before, paired = "", False
        yield piece
    if before and not paired:
        yield before
