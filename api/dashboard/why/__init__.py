"""The page "Why these"."""
