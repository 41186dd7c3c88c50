"""Direct speech of Chinese and Japanese, which belongs to the sentence that tells who spoke.

市長は「再建する。何年もかかる」と話した is one sentence, and so is “为什么现在？”她问。
"""

import re

_OPENING = "「『“"
_CLOSING = dict(zip("「『“", "」』”", strict=True))
_LONGEST = 300
_SPOKE = re.compile("[^。！？!?，、,“”「」『』\\s]{0,8}(?:说|說|问|問|道|称|稱|表示|回答|回應|回应|喊|指出|强调|強調)")


def inside_speech(text: str, start: int, end: int, cut: int) -> bool:
    """Whether a sentence of the paragraph `text[start:end]` can't end at `cut`, since speech goes on or is ascribed."""
    opened = max(text.rfind(mark, max(start, cut - _LONGEST), cut) for mark in _OPENING)
    if opened < 0:
        return False
    closed = text.find(_CLOSING[text[opened]], opened, min(end, opened + _LONGEST))
    if closed >= cut:
        return True
    return closed == cut - 1 and _SPOKE.match(text, cut, end) is not None
