"""Letters as they are compared: without case and accents."""

import unicodedata

APOSTROPHES = "'’‘ʼ`´"
UNSEEN = (
    "\u00ad\u061c\u0640\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, Arabic tatweel, joiners, direction marks."""

ALIKE = str.maketrans(dict(zip("ıłøđيكة", "ilodیکه", strict=True)) | dict.fromkeys(APOSTROPHES + UNSEEN, ""))


def bare_letters(text: str) -> str:
    """`text` in lower case and compatibility form, its accents and other combining marks taken off.

    Compared as the Unicode Standard does it without regard to case and form (3.13, D146): a letter that is capital only
    in its compatibility form, as "𝕬" is, is folded too.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    folded = unicodedata.normalize("NFKD", folded.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def spoken_letters(text: str) -> str:
    """`bare_letters`, and without what else one keyboard writes and another doesn't.

    That is apostrophes and what can't be seen, letters with a stroke or without their dot, Arabic letters for Persian.
    """
    return bare_letters(text).translate(ALIKE)
