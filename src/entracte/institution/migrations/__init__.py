"""Migrations of the target, each marked Before or After: the moment of a deployment when it may be applied."""
