"""印章: who holds which seal, and what it stamped."""
