"""One check of a feed: what came of it, when the next is due, and who hears when it fails for good."""
