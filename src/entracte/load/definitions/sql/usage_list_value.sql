-- Values of lists ($1: array of keys) that contacts or tickets hold. UNDEFINED is the title of whoever has none (D45).
WITH wanted AS (
    SELECT institution, list, code
    FROM jsonb_to_recordset($1::jsonb) AS wanted (institution text, list text, code text)
), of_contacts AS (
    SELECT contact.institution, held.list, held.code, count(DISTINCT contact.number) AS times
    FROM contact
    CROSS JOIN LATERAL (
        VALUES
            ('TITLE', title),
            ('COMMUNITY_TYPE', community_type),
            ('DEPARTMENT', main_department),
            ('DEPARTMENT', shipment_department),
            ('DEPARTMENT', billing_department)
        UNION ALL
        SELECT 'ADMIN_NUMBER', jsonb_object_keys(admin_numbers)
    ) AS held (list, code)
    WHERE (contact.institution, held.list, held.code) IN (SELECT institution, list, code FROM wanted)
    GROUP BY 1, 2, 3
), of_tickets AS (
    SELECT ticket.institution, held.list, held.code, count(*) AS times
    FROM ticket
    CROSS JOIN LATERAL (
        VALUES
            ('SHIPMENT_MODE', detail ->> 'shipment_mode'),
            ('GROUP_KIND', detail #>> ARRAY['group', 'kind']),
            ('THEME', detail #>> ARRAY['group', 'theme'])
    ) AS held (list, code)
    WHERE (ticket.institution, held.list, held.code) IN (SELECT institution, list, code FROM wanted)
    GROUP BY 1, 2, 3
), used AS (
    SELECT institution, list, code, 'contact' AS what, times FROM of_contacts
    UNION ALL
    SELECT institution, list, code, 'ticket', times FROM of_tickets
    UNION ALL
    SELECT institution, list, code, 'TITLE', NULL
    FROM wanted WHERE list = 'TITLE' AND code = 'UNDEFINED'
)
SELECT
    jsonb_build_object('institution', institution, 'list', list, 'code', code)::text AS key,
    string_agg(concat_ws(': ', what, times), ', ' ORDER BY what) AS detail
FROM used
GROUP BY institution, list, code
