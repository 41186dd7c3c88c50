"""The buttons under the bot's messages, one file a family: pure, from records to inline keyboards.

Rows are made for one thumb: two wide buttons a row, lists of one a row, a footer with the pages, then the way out.
"""
