"""Letters as they are compared: without case and accents."""

import unicodedata


def bare_letters(text: str) -> str:
    """`text` in lower case and compatibility form, its accents and other combining marks taken off."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
