-- Phones that are read rightly only while the main address is in another country; part_update_addresses puts it back.
SELECT institution AS "INSTITUTION", 'UPDATE' AS "OPERATION", number AS "CONTACT_NR", 'M' AS "ADDR_TYPE",
    detour AS "COUNTRY", max(cell) FILTER (WHERE field = 'TELEPHONE') AS "TELEPHONE",
    max(cell) FILTER (WHERE field = 'FAX') AS "FAX", max(cell) FILTER (WHERE field = 'CELLPHONE') AS "CELLPHONE"
FROM export_phone JOIN export_contact USING (place)
WHERE detour IS NOT NULL
GROUP BY place, institution, number, detour
ORDER BY place, detour
