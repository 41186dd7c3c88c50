"""What those who configure the bot do in their private chat with it."""
