"""Contact numbers that the import gives (D14, D22, D43)."""

from collections.abc import Iterable

from tests.oracle.cells import is_digits
from tests.oracle.findings import RowRejectedError
from tests.oracle.settings import Institution

LONGEST_NUMBER = 20
WIDTH = 8


def well_formed(number: str) -> bool:
    """contact.md 5.3: digits only, 20 at most."""
    return is_digits(number) and len(number) <= LONGEST_NUMBER


class NumberGenerator:
    """The generator of one institution during one import."""

    def __init__(self, institution: Institution, highest_ever: int, file_numbers: Iterable[str]) -> None:
        in_file = max((int(number) for number in file_numbers if well_formed(number)), default=0)
        self._institution = institution
        self._last = max(highest_ever, in_file, (institution.number_floor or 0) - 1)

    def next(self) -> str:
        """Above everything in target and file, 8 wide, never inside the kept range."""
        self._last += 1
        kept_from, kept_to = self._institution.kept_from, self._institution.kept_to
        if kept_from is not None and kept_to is not None and kept_from <= self._last <= kept_to:
            self._last = kept_to + 1
        if self._last >= 10**LONGEST_NUMBER:
            raise RowRejectedError("CONTACT_NR", "numbers-exhausted")
        return f"{self._last:0{WIDTH}d}"
