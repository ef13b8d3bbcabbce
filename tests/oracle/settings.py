"""The settings of an institution, as far as the contact import needs them (catalogue.md)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

DataType = Literal["TEXT", "BOOLEAN", "CHOICE", "MULTICHOICE", "DATE", "NUMBER"]
ContactType = Literal["INDIVIDUAL", "STRUCTURE", "BOTH"]
Salutations = Mapping[str, Mapping[str, tuple[str, str]]]
"""Title -> language -> (LETTER_SALUTATION, ADDR_SALUTATION) (D20)."""

UNDEFINED = "UNDEFINED"
EVERY_ORGANIZATION = "*"

STANDARD_TITLES: Salutations = {
    # contact.md 5.3: MR gives the letter salutation "Mr" and the address salutation "Dear Sir", as documented.
    "MR": {
        "en": ("Mr", "Dear Sir"),
        "fr": ("M.", "Monsieur"),
        "de": ("Herr", "Sehr geehrter Herr"),
        "it": ("Sig.", "Egregio Signore"),
        "es": ("Sr.", "Estimado Señor"),
    },
    "MRS": {
        "en": ("Mrs", "Dear Madam"),
        "fr": ("Mme", "Madame"),
        "de": ("Frau", "Sehr geehrte Frau"),
        "it": ("Sig.ra", "Gentile Signora"),
        "es": ("Sra.", "Estimada Señora"),
    },
    "MISS": {
        "en": ("Miss", "Dear Miss"),
        "fr": ("Mlle", "Mademoiselle"),
        "de": ("Fräulein", "Sehr geehrtes Fräulein"),
        "it": ("Sig.na", "Gentile Signorina"),
        "es": ("Srta.", "Estimada Señorita"),
    },
    "MR_AND_MRS": {
        "en": ("Mr and Mrs", "Dear Sir and Madam"),
        "fr": ("M. et Mme", "Madame, Monsieur"),
        "de": ("Herr und Frau", "Sehr geehrte Dame, sehr geehrter Herr"),
        "it": ("Sig. e Sig.ra", "Gentili Signori"),
        "es": ("Sr. y Sra.", "Estimados Señores"),
    },
    UNDEFINED: {},
}


class StructureType(str):
    """The code of a type of structure; a plain string does as well (D27)."""

    __slots__ = ()


@dataclass(frozen=True)
class Criterion:
    """A criterion with its elements (D26)."""

    code: str
    data_type: DataType = "TEXT"
    contact_type: ContactType = "BOTH"
    elements: Collection[str] = ()

    @property
    def single_valued(self) -> bool:
        """Only MULTICHOICE holds several values (D51)."""
        return self.data_type != "MULTICHOICE"


@dataclass
class Institution:
    """One institution: its country and language, its lists of values, its range of contact numbers."""

    code: str
    country: str = "FR"
    language: str = "fr"
    number_floor: int | None = None
    kept_from: int | None = None
    kept_to: int | None = None
    organizations: Collection[str] = ()
    titles: Salutations = field(default_factory=lambda: STANDARD_TITLES)
    community_types: Collection[str] = ()
    departments: Collection[str] = ()
    admin_number_types: Collection[str] = ()
    structure_types: Collection[str] = ()
    criteria: Mapping[str, Criterion] = field(default_factory=dict)

    def knows_organization(self, code: str) -> bool:
        """`*` and the organization with the institution's own code always exist (catalogue.md)."""
        return code in (EVERY_ORGANIZATION, self.code) or code in self.organizations

    def knows_title(self, code: str) -> bool:
        """UNDEFINED is always a title: it is the default (D45)."""
        return code == UNDEFINED or code in self.titles
