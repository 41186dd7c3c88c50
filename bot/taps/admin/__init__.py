"""The buttons of those who configure the bot."""
