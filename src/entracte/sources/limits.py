"""How much of a delivery is believed: beyond these sizes a file is hostile or not what it says."""

MAX_COLUMNS = 16_384
"""Columns of a file: as many as a sheet of Excel has."""

MAX_ROWS = 1_048_576
"""Rows of a sheet: as many as one of Excel has."""

MAX_CELL = 32_767
"""Characters of a cell: as many as a cell of Excel holds."""

MAX_FORMULA = 8192
"""Characters of a formula: as many as one of Excel has."""

MAX_LINE = 16 * 1024 * 1024
"""Bytes of a row; what is longer is not held in memory."""

SHOWN = 200
"""Characters shown of a cell that is too large to be shown."""

WHITE_SPACE = " \t\r\n\v\f\u00a0"
"""What a cell may hold and still be blank (D3)."""
