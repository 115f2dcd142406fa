"""What shoppers do, answer and say: recorded, labelled, and turned into what the recommender learns from."""
