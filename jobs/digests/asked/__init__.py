"""Digests for who asks now: what is new, and how a topic's would look."""
