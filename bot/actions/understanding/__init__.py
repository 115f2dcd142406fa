"""Reading what shoppers write by grammar and by the catalog's words: pure, nothing is asked of anybody."""
