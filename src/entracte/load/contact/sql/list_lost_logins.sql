-- Contacts that came back without their login: another contact has taken the e-mail address since.
SELECT contact.institution, contact.number, 'restored without its login, which another contact has by now' AS reason
FROM contact
JOIN contact_before AS undone USING (institution, number)
WHERE undone.import = $1 AND undone.login AND NOT contact.login
    AND contact.changes = undone.changes AND contact.changed_by IS NOT DISTINCT FROM undone.changed_by
ORDER BY institution, length(number), number
