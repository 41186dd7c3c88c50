"""How many hard cases of news each splitter gets wholly right, by language, and how fast it is.

    python -m benchmarks.sentences [--failures]

The cases are those of the tests (tests/summaries/sentences, one file a language): a line is a text, with ` | ` where a
reader would split at a space (at nothing in Chinese and Japanese), `‖` where two sentences ran together, `↵` at a line
break and `¶` at a blank line. sentencex is the library that splits languages without rules of ours; Punkt is NLTK's
splitter as it comes, without the trained data that are a download, which is what sumy falls back to at best.
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from summaries.segment import sentences

FOLDER = Path(__file__).parent.parent / "tests" / "summaries" / "sentences"
_BOUNDARY = re.compile(r" \| |‖|↵|¶")
_WRITTEN = {" | ": " ", "‖": "", "↵": "\n", "¶": "\n\n"}
_UNSPACED = frozenset({"zh", "ja"})
_SPEED_CHARACTERS = 300_000

Splitter = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """A text and its sentences."""

    language: str
    text: str
    expected: tuple[str, ...]


def cases(folder: Path = FOLDER) -> list[Case]:
    """All cases, in the order of their languages' codes."""
    return [
        _case(path.stem, line)
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if line and not line.startswith("# ")
    ]


def _case(language: str, line: str) -> Case:
    def written(found: re.Match[str]) -> str:
        return "" if found[0] == " | " and language in _UNSPACED else _WRITTEN[found[0]]

    return Case(language, _BOUNDARY.sub(written, line), tuple(_BOUNDARY.split(line)))


def ours(text: str, language: str) -> list[str]:
    """The sentences that newsdigest finds."""
    return [text[start:end] for start, end in sentences(text, language)]


def splitters() -> dict[str, Splitter]:
    """All splitters by name."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # type: ignore[import-untyped]  # noqa: PLC0415
    from sentencex import segment  # noqa: PLC0415

    punkt = PunktSentenceTokenizer()
    return {
        "ours": ours,
        "sentencex": lambda text, language: [piece.strip() for piece in segment(language, text) if piece.strip()],
        "Punkt, untrained": lambda text, language: [piece.strip() for piece in punkt.tokenize(text)],
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", action="store_true", help="show what ours gets wrong instead")
    options = parser.parse_args()
    known = cases()
    if options.failures:
        for case in known:
            if (found := tuple(ours(case.text, case.language))) != case.expected:
                print(case.language, " | ".join(found), "  EXPECTED", " | ".join(case.expected), sep="\n  ")
        return
    every = splitters()
    print(f"{'':6}{'cases':>6}" + "".join(f"{name:>18}" for name in every))
    for language in sorted({case.language for case in known}):
        of_language = [case for case in known if case.language == language]
        print(f"{language:6}{len(of_language):6}" + "".join(f"{_right(every[name], of_language):18}" for name in every))
    print(f"{'all':6}{len(known):6}" + "".join(f"{_right(every[name], known):18}" for name in every))
    print(f"{'MB/s':12}" + "".join(f"{_speed(every[name], known):18.1f}" for name in every))


def _right(splitter: Splitter, some: Sequence[Case]) -> int:
    return sum(tuple(splitter(case.text, case.language)) == case.expected for case in some)


def _speed(splitter: Splitter, known: Sequence[Case]) -> float:
    """Megabytes of English text split in a second of CPU."""
    paragraph = " ".join(case.text for case in known if case.language == "en" and "\n" not in case.text)
    text = "\n\n".join([paragraph] * (_SPEED_CHARACTERS // len(paragraph)))
    started = time.process_time()
    splitter(text, "en")
    return len(text.encode()) / 1e6 / (time.process_time() - started)


if __name__ == "__main__":
    main()
