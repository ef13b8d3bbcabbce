-- A row holds one administrative number; the second and later ones (D50).
SELECT institution AS "INSTITUTION", 'UPDATE' AS "OPERATION", number AS "CONTACT_NR", cell AS "ADMIN_NUMBER"
FROM export_admin_number JOIN export_contact USING (place)
WHERE rank > 1
ORDER BY place, rank
