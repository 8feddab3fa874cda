"""What can be read from a file: pure functions, which know no rows and no requests."""
