"""A simulation: shoppers with hidden tastes, the real recommender, and what they say heard or not."""
