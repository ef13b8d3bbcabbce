-- The criterion cells of every contact that has criteria: CODE=value|value, by code.
CREATE TEMPORARY TABLE export_criteria ON COMMIT DROP AS
SELECT place, array_agg(code || '=' || held ORDER BY code COLLATE "C") AS cells
FROM (
    SELECT place, code, (SELECT string_agg(value, '|' ORDER BY value COLLATE "C") FROM jsonb_array_elements_text(codes)) AS held
    FROM export_contact, jsonb_each(criteria) AS criterion (code, codes)
    WHERE criteria <> '{}'
) AS criterion
WHERE held IS NOT NULL
GROUP BY place
