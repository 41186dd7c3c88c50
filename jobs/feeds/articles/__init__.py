"""From an entry to its article in a story: the page, the address that is its own, and what was revised."""
