"""The day of a desk: 班前卡, 交接班, 日清."""
