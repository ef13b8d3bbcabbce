"""Deliveries, one reader per kind: each reads into engine tables, never changes a value, never runs their code."""
