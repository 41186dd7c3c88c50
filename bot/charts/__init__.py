"""The pictures of `/stats` (`pictures.py`), and what they show in figures (`facts.py`)."""
