"""Feeds: fetched politely and safely, parsed, and their entries turned into articles of stories."""
