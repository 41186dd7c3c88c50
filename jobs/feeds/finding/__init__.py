"""From what somebody typed to the feeds that are meant."""
