"""查进度: one box, one sentence to read aloud."""
