"""What all doors of HTTP share: keys and roles, errors, fields, one thread a request, limits, connections."""
