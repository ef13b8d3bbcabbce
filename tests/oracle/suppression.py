"""The suppression list of erased persons (D25, D59)."""

from dataclasses import dataclass, field

from tests.oracle.contacts import Contact
from tests.oracle.phones import Phone

Person = tuple[str, str, str]
"""First name, last name, birth date."""


@dataclass
class Suppressed:
    """What must not come back into one institution. (The oracle needs no fingerprints; it is never stored.)"""

    numbers: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[Phone] = field(default_factory=set)
    people: set[Person] = field(default_factory=set)

    def add(self, contact: Contact) -> None:
        """Remember e-mails, phones, name with birth date, and the number."""
        self.numbers.add(contact.number)
        self.emails |= {email for email in contact.emails.values() if email}
        self.phones |= {phone for phone in contact.phones.values() if phone}
        first, last, born = (contact.texts[name] for name in ("FIRSTNAME", "LASTNAME", "BIRTHDATE"))
        if first and last and born:
            self.people.add((first, last, born))
