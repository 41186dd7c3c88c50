"""Stories that chats want to hear of at once."""
