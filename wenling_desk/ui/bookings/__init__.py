"""预约: today's list, the coming days, new bookings, and those of an online system."""
