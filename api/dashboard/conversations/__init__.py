"""The page of a conversation that waits for a person."""
