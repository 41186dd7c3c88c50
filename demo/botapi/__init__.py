"""A local Bot API for the demo and the end-to-end tests: loopback only, strict where Telegram is strict.

`server.LocalBotApi` is the server, `client.User` the hands of a person who uses the bot, `faults.Faults` the bad
weather. Shapes and error texts follow https://core.telegram.org/bots/api (Bot API 10.0).
"""
