"""The methods a bot can call, one family a file."""
