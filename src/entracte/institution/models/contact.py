"""Contacts: individuals, structures, and relays, the people to write to in a structure (records.md)."""

from django.db import models
from django.db.models import Q

from entracte.institution.models.columns import LocalTimestampField, digits, document, words

KINDS = ("individual", "structure", "relay")


class ContactState(models.Model):
    """All columns of a contact, shared by the contact itself and by the journal of its earlier states.

    `structure` is the number of a relay's structure. A `..._given` salutation was typed by a person, not made from
    title and language (D46). The three address slots are main, shipment and billing (D19); a slot whose columns are
    all null is absent. `admin_numbers` is {type: [numbers]}, `criteria` {code: [values]}. `structure_key` is the
    identity by which structures are told apart (D15), null for people. `imported_by` and `changed_by` are imports;
    `changes` counts the changes of state since the creation (D62).
    """

    institution = models.TextField()
    number = models.TextField()
    kind = models.TextField()
    structure = words()
    organization = models.TextField(db_default="*", default="*")
    title = words()
    letter_salutation = words()
    addr_salutation = words()
    letter_salutation_given = models.BooleanField(db_default=False, default=False)
    addr_salutation_given = models.BooleanField(db_default=False, default=False)
    function = words()
    remark = words()
    firstname = words()
    lastname = words()
    birthdate = models.DateField(null=True, blank=True)
    language = words()
    official_name = words()
    address_name1 = words()
    address_name2 = words()
    structure_type = words()
    community_type = words()
    admin_numbers = document()
    nb_employees = digits(18, null=True, blank=True)
    web_site = words()
    main_line1 = words()
    main_line2 = words()
    main_line3 = words()
    main_zipcode = words()
    main_town = words()
    main_town_complement = words()
    main_department = words()
    main_country = words()
    shipment_line1 = words()
    shipment_line2 = words()
    shipment_line3 = words()
    shipment_zipcode = words()
    shipment_town = words()
    shipment_town_complement = words()
    shipment_department = words()
    shipment_country = words()
    billing_line1 = words()
    billing_line2 = words()
    billing_line3 = words()
    billing_zipcode = words()
    billing_town = words()
    billing_town_complement = words()
    billing_department = words()
    billing_country = words()
    telephone_country = words()
    telephone_number = words()
    fax_country = words()
    fax_number = words()
    cellphone_country = words()
    cellphone_number = words()
    email1 = words()
    email2 = words()
    email3 = words()
    login = models.BooleanField(db_default=False, default=False)
    cnil_o = models.BooleanField(null=True, blank=True)
    partner = models.BooleanField(null=True, blank=True)
    cnil_t = models.BooleanField(null=True, blank=True)
    sms_mms = models.BooleanField(null=True, blank=True)
    letter = models.BooleanField(null=True, blank=True)
    phone = models.BooleanField(null=True, blank=True)
    email = models.BooleanField(null=True, blank=True)
    criteria = document()
    valid = models.BooleanField(db_default=True, default=True)
    invalid_reason = words()
    invalid_since = LocalTimestampField(null=True, blank=True)
    erased = models.BooleanField(db_default=False, default=False)
    structure_key = words()
    imported_by = words()
    changed_by = words()
    changes = models.IntegerField(db_default=0, default=0)

    class Meta:
        """Not a table."""

        abstract = True


class Contact(ContactState):
    """A contact of an institution, known by its number.

    There is no foreign key to the institution: the load proves it by joining, and a million row triggers would cost
    more than all other constraints together. A relay's structure is a foreign key (migration 0001).
    """

    pk = models.CompositePrimaryKey("institution", "number")

    class Meta:
        """Table name, closed value sets, and the indexes the load and the look-up need."""

        db_table = "contact"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="contact_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="relay", structure__isnull=False) | (~Q(kind="relay") & Q(structure__isnull=True)),
                name="contact_structure_of_relay",
            ),
            models.CheckConstraint(
                condition=Q(login=False) | (~Q(kind="structure") & Q(valid=True, email1__isnull=False)),
                name="contact_login_possible",
            ),
            models.UniqueConstraint(fields=("institution", "email1"), condition=Q(login=True), name="contact_login"),
        )
        indexes = (
            models.Index(
                fields=("institution", "structure_key"), condition=Q(kind="structure"), name="contact_structure_key"
            ),
            models.Index(
                fields=("institution", "structure"), condition=Q(structure__isnull=False), name="contact_structure"
            ),
        )

    def __str__(self) -> str:
        return self.number
