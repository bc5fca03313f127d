"""交接: papers from the counter to the departments, and back."""
