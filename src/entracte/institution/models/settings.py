"""What an institution defines before its data arrives (catalogue.md, D26, D27)."""

from django.db import models
from django.db.models.functions import Now

from entracte.institution.models.columns import RandomSalt, digits, document, words

LISTS = ("TITLE", "COMMUNITY_TYPE", "DEPARTMENT", "ADMIN_NUMBER", "SHIPMENT_MODE", "GROUP_KIND", "THEME")
DATA_TYPES = ("TEXT", "BOOLEAN", "CHOICE", "MULTICHOICE", "DATE", "NUMBER")
CONTACT_TYPES = ("INDIVIDUAL", "STRUCTURE", "BOTH")
INTERNET = ("UPDATE", "NONE", "READ_ONLY")


class Institution(models.Model):
    """One venue, owner of all the rest.

    `number_high` is the highest contact number ever present, `number_floor` and the kept range steer the generator of
    numbers (D22, D43). `salt` keys the fingerprints of erased people (D25). `settings_changed_at` is the last change of
    any settings table of the institution; a copy carries it along, so that equal values mean equal settings (D30).
    """

    code = models.TextField(primary_key=True)
    name = words()
    country = words()
    language = words()
    currency = words()
    number_floor = digits(20, null=True, blank=True)
    kept_from = digits(20, null=True, blank=True)
    kept_to = digits(20, null=True, blank=True)
    time_zone = words()
    names = document()
    number_high = digits(20, default=0, db_default=0)
    salt = models.BinaryField(db_default=RandomSalt())
    settings_changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        """Table name."""

        db_table = "institution"

    def __str__(self) -> str:
        return self.code


def owner() -> models.ForeignKey:
    """The institution a setting belongs to; the primary key begins with it, so no index of its own."""
    return models.ForeignKey(Institution, models.CASCADE, db_column="institution", db_index=False, related_name="+")


class Organization(models.Model):
    """A part of an institution; one with the institution's own code always exists."""

    pk = models.CompositePrimaryKey("institution_id", "code")
    institution = owner()
    code = models.TextField()
    name = words()
    names = document()

    class Meta:
        """Table name."""

        db_table = "organization"


class ListValue(models.Model):
    """One value of one of the institution's lists; titles carry salutations by language (D20, D70)."""

    pk = models.CompositePrimaryKey("institution_id", "list", "code")
    institution = owner()
    list = models.TextField()
    code = models.TextField()
    name = words()
    names = document()
    letter_salutation = document()
    addr_salutation = document()

    class Meta:
        """Table name and closed value sets."""

        db_table = "list_value"
        constraints = (models.CheckConstraint(condition=models.Q(list__in=LISTS), name="list_value_list_known"),)


class Criterion(models.Model):
    """A property by which contacts are qualified (D26)."""

    pk = models.CompositePrimaryKey("institution_id", "code")
    institution = owner()
    organization = models.TextField(db_default="*", default="*")
    code = models.TextField()
    name = words()
    names = document()
    data_type = models.TextField()
    contact_type = models.TextField(db_default="BOTH", default="BOTH")
    mandatory = models.BooleanField(db_default=False, default=False)
    centralised = models.BooleanField(db_default=False, default=False)
    internet = words()
    section = words()
    rank = models.IntegerField(null=True, blank=True)

    class Meta:
        """Table name and closed value sets."""

        db_table = "criterion"
        constraints = (
            models.CheckConstraint(condition=models.Q(data_type__in=DATA_TYPES), name="criterion_data_type_known"),
            models.CheckConstraint(
                condition=models.Q(contact_type__in=CONTACT_TYPES), name="criterion_contact_type_known"
            ),
            models.CheckConstraint(condition=models.Q(internet__in=INTERNET), name="criterion_internet_known"),
        )


class CriterionElement(models.Model):
    """One of the values a CHOICE or MULTICHOICE criterion may take (D26)."""

    pk = models.CompositePrimaryKey("institution_id", "criterion", "code")
    institution = owner()
    criterion = models.TextField()
    code = models.TextField()
    name = words()
    names = document()
    rank = models.IntegerField(null=True, blank=True)

    class Meta:
        """Table name."""

        db_table = "criterion_element"


class StructureType(models.Model):
    """A kind of structure: school, company, association (D27)."""

    pk = models.CompositePrimaryKey("institution_id", "code")
    institution = owner()
    organization = models.TextField(db_default="*", default="*")
    code = models.TextField()
    name = words()
    names = document()
    rank = models.IntegerField(null=True, blank=True)

    class Meta:
        """Table name."""

        db_table = "structure_type"
