-- Every authorization and criterion with its possible values, one row a value, and how a cell of an import says it.
SELECT institution AS "INSTITUTION", type AS "TYPE", rank AS "RANK", name AS "NAME", code AS "CODE", value AS "VALUE",
    value_name AS "VALUE_NAME", example AS "EXAMPLE", contact_type AS "CONTACT_TYPE", data_type AS "DATA_TYPE",
    mandatory AS "MANDATORY", centralised AS "CENTRALISED", internet AS "INTERNET", section AS "SECTION"
FROM (
    SELECT institution.code AS institution, 1 AS place, 'authorization' AS type, known.rank, known.name, known.code,
        'TRUE/FALSE' AS value, NULL AS value_name, 'TRUE' AS example, 'INDIVIDUAL' AS contact_type,
        'BOOLEAN' AS data_type, NULL AS mandatory, NULL AS centralised, NULL AS internet, NULL AS section,
        NULL::int AS element_rank
    FROM institution
    CROSS JOIN authorization_known AS known
    UNION ALL
    SELECT criterion.institution, 2, 'criterion', criterion.rank, criterion.name, criterion.code,
        CASE data_type WHEN 'BOOLEAN' THEN 'T/F' ELSE element.code END, element.name,
        criterion.code || '=' || CASE data_type
            WHEN 'BOOLEAN' THEN 'T'
            WHEN 'DATE' THEN '31.12.2025'
            WHEN 'NUMBER' THEN '12'
            WHEN 'TEXT' THEN 'text'
            ELSE coalesce(element.code, '')
        END,
        contact_type, data_type, upper(mandatory::text), upper(centralised::text), internet, section, element.rank
    FROM criterion
    LEFT JOIN criterion_element AS element
        ON element.institution = criterion.institution AND element.criterion = criterion.code
) AS listed
WHERE current_setting('entracte.institution') IN ('', institution)
ORDER BY institution, place, rank, code COLLATE "C", element_rank, value COLLATE "C"
