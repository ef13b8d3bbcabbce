-- Every code of an institution with the list it belongs to, in the order in which a person reads them.
SELECT list, code, name FROM (
    SELECT 'INSTITUTION' AS list, code, coalesce(name, '') AS name, 0 AS rank FROM institution WHERE code = $1
    UNION ALL SELECT 'ORGANIZATION', code, coalesce(name, ''), 0 FROM organization WHERE institution = $1
    UNION ALL SELECT list, code, coalesce(name, ''), 0 FROM list_value WHERE institution = $1
    UNION ALL SELECT 'STRUCT_TYPE', code, coalesce(name, ''), coalesce(rank, 0) FROM structure_type WHERE institution = $1
    UNION ALL SELECT 'CRITERION', code, coalesce(name, ''), coalesce(rank, 0) FROM criterion WHERE institution = $1
    UNION ALL
    SELECT 'CRITERION/' || criterion, code, coalesce(name, ''), coalesce(rank, 0) FROM criterion_element
    WHERE institution = $1
) AS codes
ORDER BY list, rank, code
