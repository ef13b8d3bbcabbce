"""Checking a file of the `contact-basic` format, and its rows as rows of the contact format (contact.md 7.1, 7.2).

In two steps, since what a row does depends on whether a contact has its e-mail address: `read_keys`, then, when
`load.contact_basic` has looked for the contacts, `basic_rows`.
"""

from entracte.check.contact_basic.keys import BasicKeys, read_keys
from entracte.check.contact_basic.rows import basic_rows

__all__ = ["BasicKeys", "basic_rows", "read_keys"]
