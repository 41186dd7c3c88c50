"""What the bot says, one file a family of commands: functions from plain records to Telegram HTML.

Their first parameter is the language, `t: Texts`; what is filled in is escaped there. A function whose name ends in
`_button` or `_toast` gives plain text. Nothing else in this room holds wording.
"""
