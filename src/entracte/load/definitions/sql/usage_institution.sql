-- Institutions ($1: array of keys) that own more than what was made with them ($2: array of {list, code}).
WITH wanted AS (
    SELECT institution FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text)
), standard AS (
    SELECT list, code FROM jsonb_to_recordset($2::jsonb) AS standard (list text, code text)
), used AS (
    SELECT institution, 'contact' AS what, count(*) AS times
    FROM contact WHERE institution IN (SELECT institution FROM wanted) GROUP BY institution
    UNION ALL
    SELECT institution, 'order', count(*)
    FROM sales_order WHERE institution IN (SELECT institution FROM wanted) GROUP BY institution
    UNION ALL
    SELECT institution, 'erased', count(*)
    FROM suppressed WHERE institution IN (SELECT institution FROM wanted) GROUP BY institution
    UNION ALL
    SELECT institution, 'organization', count(*)
    FROM organization
    WHERE institution IN (SELECT institution FROM wanted) AND code <> institution GROUP BY institution
    UNION ALL
    SELECT institution, 'value', count(*)
    FROM list_value
    WHERE institution IN (SELECT institution FROM wanted) AND (list, code) NOT IN (SELECT list, code FROM standard)
    GROUP BY institution
    UNION ALL
    SELECT institution, 'criterion', count(*)
    FROM criterion WHERE institution IN (SELECT institution FROM wanted) GROUP BY institution
    UNION ALL
    SELECT institution, 'structure-type', count(*)
    FROM structure_type WHERE institution IN (SELECT institution FROM wanted) GROUP BY institution
)
SELECT
    jsonb_build_object('institution', institution)::text AS key,
    string_agg(concat_ws(': ', what, times), ', ' ORDER BY what) AS detail
FROM used
GROUP BY institution
