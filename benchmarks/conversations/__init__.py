"""Conversations with the real assistant and sample shop over HTTP, each turn held against expectations."""
