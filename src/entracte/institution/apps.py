"""The Django app of the target."""

from django.apps import AppConfig


class InstitutionConfig(AppConfig):
    """Contacts, settings, sales and the journal of imports: the target's schema."""

    name = "entracte.institution"
    label = "institution"
    verbose_name = "Institution"
