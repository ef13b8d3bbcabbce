DELETE FROM contact USING dropped_contact
WHERE contact.institution = dropped_contact.institution AND contact.number = dropped_contact.number
