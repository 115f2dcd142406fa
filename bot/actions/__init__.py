"""What the assistant does beyond answering with a fixed text: each module is one thing it can do."""
