"""The doors of clock and terminal: schedule, worker, importers and the `rapport` command."""
