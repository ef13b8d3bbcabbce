"""From when on a measure is told as moved: two extractions of a living system never have quite the same ones."""

SHARE = 0.05
"""Shares of rows: filled, frequent values."""

SMALL_SHARE = 0.01
"""Shares of rows that should be none: placeholders, wrong encodings, exceptions, lost references."""

DISTINCT = 0.1
"""The share of rows whose value no other row has."""

LENGTH = 0.25
"""The length of the longest value, as a part of what it was."""

SPREAD = 0.1
"""Quantiles, least and greatest, as a part of the range that nine of ten old values are in."""

VOLUME = 0.1
"""Rows of a table, as a part of what they were."""
