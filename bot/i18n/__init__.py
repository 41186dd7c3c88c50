"""The bot in the reader's language: catalogues of texts, and how hours, days, numbers and lists are written."""
