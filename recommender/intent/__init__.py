"""How likely a visit is to end with a purchase."""
