-- The contact that an e-mail address of the file means: who logs in with it, else the persons, else the structures that
-- have it. An address of an invalid contact is free (D61). More than one contact: the address means none of them.
WITH held AS (
    SELECT contact.institution, contact.email1 AS email, contact.number,
        CASE WHEN contact.login THEN 1 WHEN contact.kind <> 'structure' THEN 2 ELSE 3 END AS closeness
    FROM contact
    JOIN file_key ON file_key.institution = contact.institution AND file_key.email = contact.email1
    WHERE contact.valid AND NOT contact.erased
), ranked AS (
    SELECT held.*, min(closeness) OVER (PARTITION BY institution, email) AS closest
    FROM held
)
SELECT institution, email, string_agg(number, ', ' ORDER BY length(number), number) AS numbers, count(*) AS contacts
FROM ranked
WHERE closeness = closest
GROUP BY institution, email
