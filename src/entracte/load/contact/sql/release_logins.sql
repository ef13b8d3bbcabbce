-- Logins that go or move are freed first, so that their unique index holds at every step of the update.
UPDATE contact SET login = FALSE
FROM changed_contact
WHERE contact.institution = changed_contact.institution AND contact.number = changed_contact.number
    AND contact.login AND (NOT changed_contact.login OR contact.email1 IS DISTINCT FROM changed_contact.email1)
