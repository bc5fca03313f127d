"""批量: one company, many people, one application."""
