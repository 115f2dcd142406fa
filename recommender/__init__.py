"""The recommender: a pure library, arrays and plain values in, ranked products with reasons out."""
