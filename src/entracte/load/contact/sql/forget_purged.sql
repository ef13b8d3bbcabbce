-- Erased stays erased: no journal keeps what DELETE or ANONYMIZE took away (D25).
DELETE FROM contact_before USING changed_contact
WHERE changed_contact.purged
    AND contact_before.institution = changed_contact.institution AND contact_before.number = changed_contact.number
