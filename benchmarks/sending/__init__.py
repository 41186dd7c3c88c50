"""How fast messages leave, and at what price: newsdigest's outbox beside plain python-telegram-bot."""
