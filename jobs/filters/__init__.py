"""Filters: which stories a chat wants of its topics, in words that a person writes."""
