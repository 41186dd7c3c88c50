"""How long people wait for an answer while the bot is busy with a full database and a digest run.

    python -m benchmarks.answers [--seconds 60] [--database postgresql://…]

A database of 10,000 chats, 500 topics, 1,500 feeds and 200,000 articles is made once and kept in the temporary folder.
Each run copies it, starts the bot on the copy (`bot.app.run`, all of it) with the local Bot API in another process,
lets the hour of thousands of chats strike, and has people write, tap and ask. What is measured is what they see: from
the moment somebody writes or taps to the moment the bot's answer is there.
"""
