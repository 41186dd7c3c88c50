"""Making digests: what a chat is told, when, and in which messages."""
