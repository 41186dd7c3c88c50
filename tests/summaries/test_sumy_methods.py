"""sumy's side: our scorer as one of its summarizers, and what a start costs."""

import subprocess
import sys

from summaries.sumy_methods import NewsSummarizer, Tokenizer


def test_our_scorer_is_a_sumy_summarizer() -> None:
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers._summarizer import AbstractSummarizer

    text = (
        "The ferry hit the harbour wall on Tuesday, and four people were hurt.\n\nWhy?\n\n"
        "The crossing is closed until Thursday, the company said."
    )
    summarizer = NewsSummarizer("en", title="Ferry hits harbour wall")
    document = PlaintextParser.from_string(text, Tokenizer("en")).document
    assert isinstance(summarizer, AbstractSummarizer)
    assert [str(sentence) for sentence in summarizer(document, 1)] == [
        "The ferry hit the harbour wall on Tuesday, and four people were hurt."
    ]
    assert len(summarizer(document, 3)) == 2


def test_importing_the_room_loads_neither_sumy_nor_trafilatura_nor_a_language_model() -> None:
    script = (
        "import summaries, sys; print(sorted({'sumy', 'trafilatura', 'py3langid', 'nltk', 'lxml'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"
