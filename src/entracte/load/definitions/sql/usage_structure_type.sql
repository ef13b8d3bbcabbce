-- Structure types ($1: array of keys) that structures have.
WITH wanted AS (
    SELECT institution, code FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text, code text)
)
SELECT
    jsonb_build_object('institution', institution, 'code', structure_type)::text AS key,
    'contact: ' || count(*) AS detail
FROM contact
WHERE (institution, structure_type) IN (SELECT institution, code FROM wanted)
GROUP BY institution, structure_type
