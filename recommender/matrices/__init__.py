"""What is done with large matrices, whatever they hold."""
