-- Logins that the undo takes back are freed first, so that their unique index holds at every step.
UPDATE contact SET login = FALSE
FROM contact_before AS undone
WHERE undone.import = $1 AND contact.institution = undone.institution AND contact.number = undone.number
    AND contact.changed_by = $1 AND contact.login
