"""Feeds that hubs push to us (https://www.w3.org/TR/websub/)."""
