"""The digests of the chats whose hour has come, very many of them at once."""
