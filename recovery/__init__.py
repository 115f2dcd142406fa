"""Carts that were left, and the emails that answer why."""
