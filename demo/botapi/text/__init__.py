"""Text as Telegram keeps it: plain characters, and entities whose offsets count UTF-16 code units."""
