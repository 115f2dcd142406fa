"""Custom graph components: the shared encoder inside Rasa's NLU pipeline."""
