"""The pages of recovery emails."""
