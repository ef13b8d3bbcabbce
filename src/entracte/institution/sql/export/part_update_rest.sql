-- What no INSERT row can say: values that are absent where there is a default (D47), the second name of a twin structure,
-- and an e-mail address that must come after the person who logs in with it.
SELECT "INSTITUTION", 'UPDATE' AS "OPERATION", "CONTACT_NR", "PREF_LANG", "ADDRESS_NAME1", "ADDRESS_NAME2", "EMAIL1"
FROM (
    SELECT place, contact.institution AS "INSTITUTION", number AS "CONTACT_NR",
        CASE WHEN language IS NULL THEN '=' END AS "PREF_LANG",
        CASE WHEN kind = 'structure' AND address_name1 IS NULL THEN '=' END AS "ADDRESS_NAME1",
        CASE WHEN kind = 'structure' AND created_name2 IS DISTINCT FROM address_name2
            THEN coalesce(address_name2, '=') END AS "ADDRESS_NAME2",
        CASE WHEN kind <> 'structure' AND login.first_place > place THEN contact.email1 END AS "EMAIL1"
    FROM export_contact AS contact
    LEFT JOIN export_login AS login ON login.institution = contact.institution AND login.email1 = contact.email1
) AS cell
WHERE num_nonnulls("PREF_LANG", "ADDRESS_NAME1", "ADDRESS_NAME2", "EMAIL1") > 0
ORDER BY place
