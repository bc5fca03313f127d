"""The rules of the counter: pure functions and frozen values, standard library only."""
