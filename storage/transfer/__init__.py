"""From an SQLite file to PostgreSQL: looked through, copied, compared row by row, and only then kept.

All that is written is one transaction of PostgreSQL's: an interruption at any moment leaves the target as it was.
"""
