"""Salutations: made from title and language, and remade as long as we made them (D20, D46)."""

from tests.oracle.contacts import SALUTATIONS, Contact
from tests.oracle.settings import Institution


def made_salutations(contact: Contact, institution: Institution) -> dict[str, str | None]:
    """The salutations the institution's table gives for the contact's title and language."""
    title, language = contact.texts["TITLE"] or "", contact.texts["PREF_LANG"] or ""
    made = institution.titles.get(title, {}).get(language)
    return dict(zip(SALUTATIONS, made or (None, None), strict=True))


def remake_salutations(contact: Contact, institution: Institution) -> None:
    """Those that a file or a person wrote stay; a structure has none."""
    if contact.is_structure:
        return
    for field, text in made_salutations(contact, institution).items():
        if field not in contact.explicit:
            contact.texts[field] = text
