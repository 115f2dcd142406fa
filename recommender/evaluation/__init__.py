"""How good rankings are: metrics, splits, intervals."""
