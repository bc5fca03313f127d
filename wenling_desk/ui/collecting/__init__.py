"""取件: what somebody collects, what is put on the shelves, and who is told of it."""
