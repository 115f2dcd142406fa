"""What may be shown and in which order: filters, rules, repeats, variety, exploration."""
