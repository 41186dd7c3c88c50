"""What `newsdigest check` looks at: settings, database, what is in it, Telegram."""
