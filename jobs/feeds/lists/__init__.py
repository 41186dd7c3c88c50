"""Feeds by the hundred: OPML and starter packs."""
