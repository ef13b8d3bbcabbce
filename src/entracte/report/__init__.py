"""What people are handed: the template, the log of a check or import, the rows that were not imported, the terminal."""
