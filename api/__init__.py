"""The door for HTTP: routes, keys, errors, the dashboard and the storefront script."""
