"""What the bot says to those who configure it."""
