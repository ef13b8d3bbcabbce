DELETE FROM contact_before USING dropped_contact
WHERE contact_before.institution = dropped_contact.institution AND contact_before.number = dropped_contact.number
