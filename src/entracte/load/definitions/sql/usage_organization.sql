-- Organizations ($1: array of keys) that contacts, orders or settings name; the institution's own one always exists.
WITH wanted AS (
    SELECT institution, code FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text, code text)
), used AS (
    SELECT institution, organization AS code, 'contact' AS what, count(*) AS times
    FROM contact WHERE (institution, organization) IN (SELECT institution, code FROM wanted) GROUP BY 1, 2
    UNION ALL
    SELECT institution, organization, 'order', count(*)
    FROM sales_order WHERE (institution, organization) IN (SELECT institution, code FROM wanted) GROUP BY 1, 2
    UNION ALL
    SELECT institution, organization, 'criterion', count(*)
    FROM criterion WHERE (institution, organization) IN (SELECT institution, code FROM wanted) GROUP BY 1, 2
    UNION ALL
    SELECT institution, organization, 'structure-type', count(*)
    FROM structure_type WHERE (institution, organization) IN (SELECT institution, code FROM wanted) GROUP BY 1, 2
    UNION ALL
    SELECT institution, code, 'institution', NULL FROM wanted WHERE code = institution
)
SELECT
    jsonb_build_object('institution', institution, 'code', code)::text AS key,
    string_agg(concat_ws(': ', what, times), ', ' ORDER BY what) AS detail
FROM used
GROUP BY institution, code
