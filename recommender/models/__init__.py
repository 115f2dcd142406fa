"""Versions on disk, comparing them, and watching the one that serves."""
