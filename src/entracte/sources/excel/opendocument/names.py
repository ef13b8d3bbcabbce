"""Names of OpenDocument (OASIS OpenDocument 1.3, part 3) as the parser tells them: namespace, blank, name."""

from __future__ import annotations

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"

OFFICE = f"{_OASIS}office:1.0 "
TABLE = f"{_OASIS}table:1.0 "
TEXT = f"{_OASIS}text:1.0 "
STYLE = f"{_OASIS}style:1.0 "
NUMBER = f"{_OASIS}datastyle:1.0 "
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
