"""A mass import and the training after it, through the `rapport` command."""
