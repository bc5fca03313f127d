"""The page of one record: what happened, where it stands, and what may be done now."""
