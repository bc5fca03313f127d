"""The wire between desk and centre: messages, versions, codec."""
