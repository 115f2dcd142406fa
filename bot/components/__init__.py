"""What Rasa is extended by: the shared encoder inside its NLU pipeline, and the door of its messages."""
