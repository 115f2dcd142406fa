"""A/B assignment, bandits and their analysis: between recovery, which asks, and serving, which answers."""
