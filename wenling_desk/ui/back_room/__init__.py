"""The departments' seat in the hall: what lies with them, and what they do with it."""
