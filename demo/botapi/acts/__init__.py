"""What people do, one kind of act a file. Each changes the state and tells the bot of it, where it may hear of it."""
