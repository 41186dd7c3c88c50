"""A digest as messages: their text and buttons, what they answer, and how they are written down."""
