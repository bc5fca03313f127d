"""咨询: a question, an answer, and where it helps a list of what to bring."""
