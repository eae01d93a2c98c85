"""Kaoping 考评. Nothing is imported here, so that `portal.scoring` can be used without Flask."""
