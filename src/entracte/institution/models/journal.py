"""What an environment remembers about imports, so that they can be told, refused twice and undone (D31)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from entracte.institution.models.columns import document
from entracte.institution.models.contact import ContactState

FINGERPRINTS = ("number", "email", "phone", "person")


class Import(models.Model):
    """One import of one file; `identity` is what makes a file the same again (D31), `summary` what it said."""

    id = models.TextField(primary_key=True)
    institutions = ArrayField(models.TextField(), db_default=[], default=list)
    format = models.TextField()
    file_name = models.TextField()
    digest = models.TextField()
    identity = models.TextField()
    started = models.DateTimeField(db_default=Now())
    finished = models.DateTimeField(null=True, blank=True)
    summary = document()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Table name, and the look-up of a file imported before."""

        db_table = "import"
        indexes = (models.Index(fields=("identity",), name="import_identity"),)


class ContactBefore(ContactState):
    """The state of a contact before the first change an import made to it."""

    pk = models.CompositePrimaryKey("import_id", "institution", "number")
    import_id = models.TextField(db_column="import")

    class Meta:
        """Table name."""

        db_table = "contact_before"


class DefinitionBefore(models.Model):
    """A row of a settings table before and after an import changed it; null where it did not exist.

    `kind` is the table's name, `key` the primary key as an object that always names the institution.
    """

    pk = models.CompositePrimaryKey("import_id", "kind", "key")
    import_id = models.TextField(db_column="import")
    kind = models.TextField()
    key = models.JSONField()
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        """Table name."""

        db_table = "definition_before"


class Suppressed(models.Model):
    """The salted fingerprint of an identifier of an erased person (D25, D59)."""

    pk = models.CompositePrimaryKey("institution", "kind", "fingerprint")
    institution = models.TextField()
    kind = models.TextField()
    fingerprint = models.BinaryField()

    class Meta:
        """Table name and closed value set."""

        db_table = "suppressed"
        constraints = (models.CheckConstraint(condition=models.Q(kind__in=FINGERPRINTS), name="suppressed_kind_known"),)


class SettingsCopy(models.Model):
    """The last time an institution's settings came from another environment (D30).

    `settings_changed_at` is what the source said when it was copied.
    """

    institution = models.TextField(primary_key=True)
    source = models.TextField()
    copied_at = models.DateTimeField(db_default=Now())
    settings_changed_at = models.DateTimeField()

    class Meta:
        """Table name."""

        db_table = "settings_copy"
