"""Entracte moves a venue's contacts and sales out of its old ticketing system and into the new one."""

__version__ = "0.1.0"
