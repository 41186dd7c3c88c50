"""A real headless Chromium."""

