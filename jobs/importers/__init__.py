"""Importers: reading → a format's parse function → history or catalogue, which store in chunks and count."""
