"""How well the assistant's parts do on public data: `python -m benchmarks.<what>`, from `bot/`."""
