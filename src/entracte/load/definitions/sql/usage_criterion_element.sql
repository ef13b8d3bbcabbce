-- Elements of criteria ($1: array of keys) that contacts hold.
WITH wanted AS (
    SELECT institution, criterion, code
    FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text, criterion text, code text)
)
SELECT
    jsonb_build_object(
        'institution', contact.institution, 'criterion', held.criterion, 'code', element.code
    )::text AS key,
    'contact: ' || count(*) AS detail
FROM contact
CROSS JOIN LATERAL jsonb_each(contact.criteria) AS held (criterion, elements)
CROSS JOIN LATERAL jsonb_array_elements_text(held.elements) AS element (code)
WHERE (contact.institution, held.criterion, element.code) IN (SELECT institution, criterion, code FROM wanted)
GROUP BY contact.institution, held.criterion, element.code
