"""What people write, understood: hours, days, spans of time, places and languages, in sixteen languages. Pure."""
