"""电话咨询 in a quarter of a minute."""
