-- Contacts that hold a login while the file is read; the last rows of the file drop them.
SELECT institution AS "INSTITUTION", 'INSERT' AS "OPERATION", holder AS "CONTACT_NR",
    'Holds a login that is nobody''s while this file is read' AS "REMARK", '-' AS "LASTNAME", email1 AS "EMAIL1"
FROM export_login
WHERE holder IS NOT NULL
ORDER BY institution, length(holder), holder
