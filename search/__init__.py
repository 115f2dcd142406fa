"""Search by words and by meaning: pure, of texts and vectors, whatever they are of."""
