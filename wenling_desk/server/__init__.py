"""The centre's server: sibling of ui, never part of a desk build."""
