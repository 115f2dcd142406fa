"""Today's products: their words, categories, variants, and the search over them."""
