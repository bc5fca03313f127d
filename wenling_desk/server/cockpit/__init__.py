"""The cockpit (驾驶舱) as pages of the centre: read-only, behind a gate of its own, without scripts."""
