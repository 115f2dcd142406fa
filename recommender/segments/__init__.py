"""Groups of shoppers who behave alike, their names, and who is in which now."""
