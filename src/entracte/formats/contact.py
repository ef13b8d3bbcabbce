"""The `contact` format: individuals, structures and their relays (contact.md sections 3 to 5)."""

from __future__ import annotations

from entracte.formats.common import INSTITUTION, ORGANIZATION, operation
from entracte.formats.model import Field, FieldType, Format, TooLong

CRITERION_COLUMNS = tuple(f"CRIT{number:02d}" for number in range(1, 51))
ADDRESS_FIELDS = ("LINE1", "LINE2", "LINE3", "ZIPCODE", "TOWN", "TOWN_COMPLEMENT", "DEPARTMENT", "COUNTRY")
PHONES = ("TELEPHONE", "FAX", "CELLPHONE")
EMAILS = ("EMAIL1", "EMAIL2", "EMAIL3")
AUTHORIZATIONS = ("CNIL_O", "PARTNER", "CNIL_T", "SMS_MMS", "LETTER", "PHONE", "EMAIL")
STRUCTURE_FIELDS = (
    "OFFICIAL_NAME",
    "ADDRESS_NAME1",
    "ADDRESS_NAME2",
    "STRUCT_TYPE",
    "COMMUNITY_TYPE",
    "ADMIN_NUMBER",
    "NB_EMPLOYEES",
    "WEB_SITE",
)
EMAIL_PATTERN = r"^[0-9a-z+\$_-]+(\.[0-9a-z+\$_-]+)*@[0-9a-z+_-]+(\.[0-9a-z+_-]+)+$"


def _text(name: str, group: str, about: str, length: int, *, example: str = "", aliases: tuple[str, ...] = ()) -> Field:
    return Field(
        name, FieldType.TEXT, group, about, length=length, too_long=TooLong.TRUNCATE, example=example, aliases=aliases
    )


def _code(
    name: str, group: str, about: str, code_list: str, *, example: str = "", aliases: tuple[str, ...] = ()
) -> Field:
    return Field(name, FieldType.CODE, group, about, length=8, code_list=code_list, example=example, aliases=aliases)


def _phone(name: str, about: str, example: str, aliases: tuple[str, ...] = ()) -> Field:
    return Field(name, FieldType.PHONE, "Communication means", about, length=15, example=example, aliases=aliases)


def _email(name: str, about: str, example: str = "") -> Field:
    return Field(name, FieldType.EMAIL, "Communication means", about, length=250, example=example)


def _authorization(name: str, about: str, aliases: tuple[str, ...] = ()) -> Field:
    return Field(
        name, FieldType.BOOLEAN, "Authorizations", about, values=("TRUE", "FALSE"), aliases=aliases, example="TRUE"
    )


OPERATIONS = {
    "INSERT": "Makes a new contact: an individual, a structure, or a structure with its relay.",
    "UPDATE": "Changes the contact of that number: given cells replace, empty ones leave as it is, = erases.",
    "UPDATEACT": "Like UPDATE, and makes an invalid contact valid again.",
    "DELETE": "Removes all addresses, phones and e-mails, and the authorizations and criteria values named in the row. "
    "Cannot be taken back by another row.",
    "INVALIDATE": "Marks a contact without sales as invalid (ACCOUNT_DELETED) and ends its login; all data stays.",
    "ANONYMIZE": "Removes what identifies a person, sales stay. Cannot be taken back.",
    "DROP": "Removes a contact that was imported by mistake: not modified since, without sales. "
    "Cannot be taken back by another row.",
    "CONFIG": "Makes no contact: the codes in its criterion and ADMIN_NUMBER columns hold for the rows below it, "
    "until the next CONFIG row.",
}
"""Every operation and what it does (contact.md sections 5.2 and 8)."""

CONTACT = Format(
    name="contact",
    title="Contacts",
    about="People and structures (companies, schools, associations), one row each; a row with both a personal name "
    "and an official name makes the structure and its relay, the person to write to there.",
    version="v85",
    operations=tuple(OPERATIONS),
    effects=tuple(OPERATIONS.values()),
    notes=(
        "A row with a first or last name makes an individual; with an official name, a structure; with both, "
        "a structure and its relay, who gets the contact number. A new contact needs one of these names.",
        "No other field is mandatory: a bad value costs its field, not its row, unless the rule says otherwise.",
        "An empty cell changes nothing; = removes the current value; || before a REMARK appends it.",
        "Language, address, phones and e-mails of a structure with its relay go to both; authorizations, function and "
        "remark to the relay; criteria to the one for which they are meant.",
        "Two rows are the same structure if official name, address names, address lines, postcode, town, town "
        "complement and country are all equal. To give a relay another address, send an UPDATE afterwards.",
        "Rows act in the order of the file: an UPDATE may follow the INSERT of the same contact.",
        "Columns of earlier versions that no longer exist (ROLE, PHOTO PATH, PHONE 2, PHONE 3) are reported and "
        "ignored. PHONE is the authorization; the old PHONE 1 is TELEPHONE. The old STRUCT_CODE takes the code alone "
        "or CODE=value.",
    ),
    fields=(
        INSTITUTION,
        ORGANIZATION,
        operation(*OPERATIONS),
        Field(
            "CONTACT_NR",
            FieldType.TEXT,
            "Contact",
            "Contact number, digits only, leading zeros kept. Empty on INSERT: a number is given.",
            length=20,
            mandatory="unless INSERT or CONFIG",
            too_long=TooLong.REJECT,
            key=True,
            example="00012345",
        ),
        Field(
            "TITLE",
            FieldType.TEXT,
            "Contact",
            "Title, by its code in the institution's list.",
            length=200,
            default="UNDEFINED",
            code_list="TITLE",
            example="MRS",
        ),
        _text(
            "LETTER_SALUTATION",
            "Contact",
            "Salutation on letters; empty: made from title and language.",
            200,
            example="Mrs",
            aliases=("Letter Salutation",),
        ),
        _text(
            "ADDR_SALUTATION",
            "Contact",
            "Salutation on addresses; empty: made from title and language.",
            200,
            example="Dear Madam",
            aliases=("Addr Salutation", "Address Salutation"),
        ),
        _text(
            "FUNCTION",
            "Contact",
            "Function of the person (Head of operations, Chairman ...).",
            1000,
            example="Head of operations",
        ),
        _text(
            "REMARK",
            "Contact",
            "Remark; begin with || to append to the existing one.",
            2000,
            example="Met at the opening",
        ),
        _text("FIRSTNAME", "Individual or relay", "First name.", 100, example="Ada", aliases=("First name",)),
        _text("LASTNAME", "Individual or relay", "Last name.", 100, example="Kerr", aliases=("Last name",)),
        Field(
            "BIRTHDATE",
            FieldType.DATE,
            "Individual or relay",
            "Date of birth: DD.MM.YYYY, DD/MM/YYYY, DD-MM-YYYY or YYYY-MM-DD; a real date, not in the future.",
            example="01.08.1965",
            aliases=("Birth date",),
        ),
        Field(
            "PREF_LANG",
            FieldType.CODE,
            "Individual or relay",
            "Preferred language, two-letter ISO code in lower case; goes to structure and relay.",
            length=2,
            default="the institution's",
            code_list="LANGUAGE",
            example="en",
            aliases=("Preferred Language",),
        ),
        _text(
            "OFFICIAL_NAME",
            "Structure",
            "Official name of the structure.",
            100,
            example="Lycée du Port",
            aliases=("STRUCTURE NAME", "STRUCT_NAME"),
        ),
        _text(
            "ADDRESS_NAME1",
            "Structure",
            "Name on the address; empty: the first 38 characters of the official name.",
            38,
        ),
        _text("ADDRESS_NAME2", "Structure", "Second line of the name on the address.", 38),
        _code(
            "STRUCT_TYPE",
            "Structure",
            "Structure type, defined beforehand (format structure-type).",
            "STRUCT_TYPE",
            example="SCHOOL",
            aliases=("STRUCT_CODE",),
        ),
        _code("COMMUNITY_TYPE", "Structure", "Community type; empty: in no community.", "COMMUNITY_TYPE"),
        Field(
            "ADMIN_NUMBER",
            FieldType.CODE_VALUE,
            "Structure",
            "Administrative number as TYPE=number, one per row; or the number alone below a CONFIG row with the type.",
            length=2000,
            code_list="ADMIN_NUMBER",
            example="SIRET=404 833 048 00022",
        ),
        Field(
            "NB_EMPLOYEES", FieldType.NUMBER, "Structure", "Number of employees, digits only.", length=18, example="250"
        ),
        Field(
            "WEB_SITE",
            FieldType.URL,
            "Structure",
            "Web site with its scheme (http:// is added where it is missing).",
            length=255,
            aliases=("WEBSITE",),
            example="http://www.example.org",
        ),
        Field(
            "ADDR_TYPE",
            FieldType.TEXT,
            "Address",
            "Which addresses the row writes: any of M (main), S (shipment), B (billing).",
            length=3,
            default="MSB",
            example="M",
        ),
        _text("LINE1", "Address", "First address line.", 100, example="1 Quay Street"),
        _text("LINE2", "Address", "Second address line.", 100),
        _text("LINE3", "Address", "Third address line.", 100),
        Field("ZIPCODE", FieldType.TEXT, "Address", "Postcode.", length=10, example="1201"),
        _text("TOWN", "Address", "Town; together with TOWN_COMPLEMENT under 100 characters.", 100, example="Genève"),
        _text("TOWN_COMPLEMENT", "Address", "Complement of the town.", 100),
        _code("DEPARTMENT", "Address", "Department or canton, by its code in the institution's list.", "DEPARTMENT"),
        Field(
            "COUNTRY",
            FieldType.CODE,
            "Address",
            "Country: ISO code (FR, ES, GB) or full name in English, French, German, Italian or Spanish.",
            default="the institution's",
            code_list="COUNTRY",
            example="CH",
        ),
        _phone(
            "TELEPHONE",
            "Landline. A country prefix in parentheses forces the country; otherwise it is that of the address, else "
            "of the institution. Everything but digits is ignored.",
            "(41)216132111",
            aliases=("PHONE 1",),
        ),
        _phone("FAX", "Fax; rules as for TELEPHONE.", "(41)216132112"),
        _phone("CELLPHONE", "Mobile phone; rules as for TELEPHONE.", "(41)791234567"),
        _email(
            "EMAIL1",
            "E-mail address, and login of the ticket shop unless another contact has it already.",
            "ada@example.org",
        ),
        _email("EMAIL2", "Second e-mail address, no login."),
        _email("EMAIL3", "Third e-mail address, no login."),
        _authorization("CNIL_O", "Accepts communication from the institution."),
        _authorization("PARTNER", "Accepts communication from a partner."),
        _authorization("CNIL_T", "Accepts transmission of electronic coordinates to third parties."),
        _authorization("SMS_MMS", "Accepts SMS and MMS from the institution."),
        _authorization("LETTER", "Accepts letters from the institution."),
        _authorization("PHONE", "Accepts phone calls from the institution."),
        _authorization("EMAIL", "Accepts e-mails from the institution."),
        *(
            Field(
                name,
                FieldType.CODE_VALUE,
                "Criteria",
                "Criterion as CODE=value, several values separated by |; or the values alone below a CONFIG row.",
                length=2000,
                code_list="CRITERION",
                aliases=(f"Crit{int(name[4:])}",),
                example="PREFCOL=Red|Green" if name == "CRIT01" else "",
            )
            for name in CRITERION_COLUMNS
        ),
    ),
)
