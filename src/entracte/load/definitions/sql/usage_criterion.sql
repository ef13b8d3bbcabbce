-- Criteria ($1: array of keys) that contacts hold.
WITH wanted AS (
    SELECT institution, code FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text, code text)
)
SELECT
    jsonb_build_object('institution', contact.institution, 'code', held.code)::text AS key,
    'contact: ' || count(*) AS detail
FROM contact
CROSS JOIN LATERAL jsonb_object_keys(contact.criteria) AS held (code)
WHERE (contact.institution, held.code) IN (SELECT institution, code FROM wanted)
GROUP BY contact.institution, held.code
