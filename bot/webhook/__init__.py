"""Updates that Telegram posts to one of several bots: taken in, worked on in order, and lost by none of them."""
