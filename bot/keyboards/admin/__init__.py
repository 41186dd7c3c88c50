"""The buttons under what admins see."""
