"""补录: what the other system still has to learn, the 跟录 window beside it, and its list of cases."""
