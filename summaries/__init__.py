"""From a page to the sentences worth reading: pure functions, html in, text out.

The libraries that take long to load (trafilatura, lxml, sumy, py3langid) are loaded by the first call that needs them.
"""

from summaries.extract import extract, text_of
from summaries.language import detect
from summaries.summarize import summarize, summarize_story

__all__ = ["detect", "extract", "summarize", "summarize_story", "text_of"]
