"""Benchmarks: the production code on public data, by published protocols."""
