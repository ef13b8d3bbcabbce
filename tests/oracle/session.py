"""The state that rows act on: the contacts of the target, and one import's view of them (D16)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tests.oracle.contacts import Contact, Kind
from tests.oracle.criteria import Config
from tests.oracle.findings import RowLog
from tests.oracle.numbers import NumberGenerator
from tests.oracle.records import record_of
from tests.oracle.settings import Institution
from tests.oracle.suppression import Suppressed

Key = tuple[str, str]
"""(institution, contact number)."""


@dataclass
class State:
    """What the target remembers from one import to the next."""

    institutions: dict[str, Institution]
    today: date
    contacts: dict[Key, Contact] = field(default_factory=dict)
    sales: set[Key] = field(default_factory=set)
    suppressed: dict[str, Suppressed] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)

    def suppressed_in(self, institution: Institution) -> Suppressed:
        """The suppression list of one institution."""
        return self.suppressed.setdefault(institution.code, Suppressed())

    def login_taken(self, contact: Contact) -> bool:
        """D23: is the contact's EMAIL1 the login of another contact of the institution?"""
        return any(
            other.login
            and other.emails["EMAIL1"] == contact.emails["EMAIL1"]
            and other.institution == contact.institution
            and other.number != contact.number
            for other in self.contacts.values()
        )


@dataclass
class Row:
    """One row that was accepted so far: cleaned cells that are not empty, and where it belongs."""

    number: int
    cells: dict[str, str]
    institution: Institution
    organization: str | None
    operation: str
    log: RowLog


@dataclass
class Session:
    """One import: the state it changes and the books it keeps."""

    state: State
    import_id: str
    generators: dict[str, NumberGenerator]
    config: Config = field(default_factory=Config)
    created: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)

    def find(self, institution: Institution, number: str) -> Contact | None:
        """A contact of this institution; another institution's is not seen."""
        return self.state.contacts.get((institution.code, number))

    def contacts(self) -> Iterable[Contact]:
        """All contacts as they are now."""
        return self.state.contacts.values()

    def generate_number(self, institution: Institution) -> str:
        """The next free number."""
        return self.generators[institution.code].next()

    def add(self, contact: Contact) -> None:
        """A new contact."""
        key = (contact.institution, contact.number)
        self.state.contacts[key] = contact
        self.state.highest[key[0]] = max(self.state.highest.get(key[0], 0), int(contact.number))
        self.created.add(key)

    def replace(self, old: Contact, new: Contact) -> bool:
        """Put the changed copy in place; True if the record, or what made its salutations, differs (D60)."""
        key = (old.institution, old.number)
        differs = record_of(old) != record_of(new) or old.explicit != new.explicit
        if differs:
            new.modified = True
            self.changed.add(key)
        self.state.contacts[key] = new
        return differs

    def remove(self, contact: Contact) -> None:
        """D62: nothing is left of a dropped contact but the memory of its number."""
        key = (contact.institution, contact.number)
        del self.state.contacts[key]
        self.created.discard(key)
        self.changed.discard(key)

    def count_created(self) -> dict[Kind, int]:
        """Contacts made by this import, by kind."""
        return self._count(self.created)

    def count_updated(self) -> dict[Kind, int]:
        """Contacts that existed before this import and were changed by it, each once."""
        return self._count(self.changed - self.created)

    def _count(self, keys: set[Key]) -> dict[Kind, int]:
        counts: dict[Kind, int] = {"individual": 0, "structure": 0, "relay": 0}
        for key in keys:
            counts[self.state.contacts[key].kind] += 1
        return counts
