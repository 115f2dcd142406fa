"""What `make setup` does, step by step and visibly, with nothing but the standard library and rich."""
