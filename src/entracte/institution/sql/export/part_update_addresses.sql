-- Address slots that differ from what the rows above left in them; slots that need the same cells share a row.
-- `left_...` is what those rows left. A slot opened here says its country, or = for none, lest it get the default (D48).
WITH slot AS (
    SELECT place, institution, number, slot.*,
        CASE WHEN is_created THEN created_line1 END AS left_line1,
        CASE WHEN is_created THEN created_line2 END AS left_line2,
        CASE WHEN is_created THEN created_line3 END AS left_line3,
        CASE WHEN is_created THEN created_zipcode END AS left_zipcode,
        CASE WHEN is_created THEN created_town END AS left_town,
        CASE WHEN is_created THEN created_town_complement END AS left_town_complement,
        CASE WHEN is_created THEN created_department END AS left_department,
        coalesce(CASE addr_type WHEN 'M' THEN detour END, CASE WHEN is_created THEN created_country END) AS left_country
    FROM export_contact AS contact
    LEFT JOIN (
        SELECT place, max(detour) AS detour FROM export_phone WHERE detour IS NOT NULL GROUP BY place
    ) AS detoured USING (place),
        LATERAL (VALUES
            ('M', main_line1, main_line2, main_line3, main_zipcode, main_town, main_town_complement,
            main_department, main_country),
            ('S', shipment_line1, shipment_line2, shipment_line3, shipment_zipcode, shipment_town,
            shipment_town_complement, shipment_department, shipment_country),
            ('B', billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town,
            billing_town_complement, billing_department, billing_country)
        ) AS slot (
            addr_type, line1, line2, line3, zipcode, town, town_complement, department, country
        ),
        LATERAL (SELECT position(addr_type IN coalesce(created_addr_type, '')) > 0 AS is_created) AS written
    -- Nearly every contact has one address three times, and is done.
    WHERE created_addr_type IS DISTINCT FROM 'MSB' OR detour IS NOT NULL
        OR num_nulls(main_country, shipment_country, billing_country) > 0
), cell AS (
    SELECT place, institution, number, addr_type,
        CASE WHEN line1 IS DISTINCT FROM left_line1 THEN coalesce(line1, '=') END AS line1,
        CASE WHEN line2 IS DISTINCT FROM left_line2 THEN coalesce(line2, '=') END AS line2,
        CASE WHEN line3 IS DISTINCT FROM left_line3 THEN coalesce(line3, '=') END AS line3,
        CASE WHEN zipcode IS DISTINCT FROM left_zipcode THEN coalesce(zipcode, '=') END AS zipcode,
        CASE WHEN town IS DISTINCT FROM left_town THEN coalesce(town, '=') END AS town,
        CASE WHEN town_complement IS DISTINCT FROM left_town_complement THEN coalesce(town_complement, '=') END AS town_complement,
        CASE WHEN department IS DISTINCT FROM left_department THEN coalesce(department, '=') END AS department,
        CASE
            WHEN country IS DISTINCT FROM left_country THEN coalesce(country, '=')
            WHEN country IS NULL AND num_nonnulls(line1, line2, line3, zipcode, town, town_complement, department) > 0
            THEN '='
        END AS country
    FROM slot
)
SELECT institution AS "INSTITUTION", 'UPDATE' AS "OPERATION", number AS "CONTACT_NR",
    string_agg(addr_type, '' ORDER BY position(addr_type IN 'MSB')) AS "ADDR_TYPE",
    line1 AS "LINE1", line2 AS "LINE2", line3 AS "LINE3", zipcode AS "ZIPCODE", town AS "TOWN",
    town_complement AS "TOWN_COMPLEMENT", department AS "DEPARTMENT", country AS "COUNTRY"
FROM cell
WHERE num_nonnulls(line1, line2, line3, zipcode, town, town_complement, department, country) > 0
GROUP BY place, institution, number, line1, line2, line3, zipcode, town, town_complement, department, country
ORDER BY place, min(position(addr_type IN 'MSB'))
