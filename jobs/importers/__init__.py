"""Importers: reading → a format's parse function → history or catalog, which store in chunks and count."""
