-- The contacts that held a login go again.
SELECT institution AS "INSTITUTION", 'DROP' AS "OPERATION", holder AS "CONTACT_NR"
FROM export_login
WHERE holder IS NOT NULL
ORDER BY institution, length(holder), holder
