"""The demonstration: a clerk's day, played on the real pages by key events."""
