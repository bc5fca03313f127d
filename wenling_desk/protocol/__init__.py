"""The wire between a desk and the centre: messages, their versions, their exact bytes. No I/O, no rules."""
