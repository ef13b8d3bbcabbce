"""Checking: formatted rows and reference data in, findings out."""
