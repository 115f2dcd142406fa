"""The service under load: many at once, for long, killed, with a changing catalog, racing."""
