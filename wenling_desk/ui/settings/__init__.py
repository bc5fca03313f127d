"""The settings of this desk."""
