-- Invalid contacts: everything else of them is kept (D24).
SELECT institution AS "INSTITUTION", 'INVALIDATE' AS "OPERATION", number AS "CONTACT_NR"
FROM export_contact
WHERE NOT valid
ORDER BY place
