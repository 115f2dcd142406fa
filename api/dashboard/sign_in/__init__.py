"""The page for signing in."""
