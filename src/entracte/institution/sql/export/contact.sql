-- Every contact that is not erased, in the order of its INSERT row: structures first, then by number.
-- `created_...` is the address that row carries - a relay's is its structure's, so that it is attached to it - and
-- `created_addr_type` says which slots it writes: those that hold this very address, the default country aside.
CREATE TEMPORARY TABLE export_contact ON COMMIT DROP AS
WITH addressed AS (
    SELECT contact.*, institution.country AS home_country,
        structure.official_name AS created_official_name, structure.address_name1 AS created_name1,
        structure.created_name2,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_line1 WHEN 'S' THEN shipment_line1 WHEN 'B' THEN billing_line1 END
            ELSE structure.line1 END AS created_line1,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_line2 WHEN 'S' THEN shipment_line2 WHEN 'B' THEN billing_line2 END
            ELSE structure.line2 END AS created_line2,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_line3 WHEN 'S' THEN shipment_line3 WHEN 'B' THEN billing_line3 END
            ELSE structure.line3 END AS created_line3,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_zipcode WHEN 'S' THEN shipment_zipcode WHEN 'B' THEN billing_zipcode END
            ELSE structure.zipcode END AS created_zipcode,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_town WHEN 'S' THEN shipment_town WHEN 'B' THEN billing_town END
            ELSE structure.town END AS created_town,
        CASE kind WHEN 'individual'
            THEN CASE held WHEN 'M' THEN main_town_complement WHEN 'S' THEN shipment_town_complement WHEN 'B' THEN billing_town_complement END
            ELSE structure.town_complement END AS created_town_complement,
        CASE
            WHEN kind <> 'relay' THEN CASE held WHEN 'M' THEN main_department WHEN 'S' THEN shipment_department WHEN 'B' THEN billing_department END
            WHEN structure.country IS NOT NULL THEN main_department
        END AS created_department,
        CASE
            WHEN kind <> 'individual' THEN structure.country
            WHEN held IS NOT NULL THEN
                coalesce(CASE held WHEN 'M' THEN main_country WHEN 'S' THEN shipment_country WHEN 'B' THEN billing_country END, institution.country)
        END AS created_country
    FROM contact
    JOIN institution ON institution.code = contact.institution
    LEFT JOIN export_structure AS structure
        ON structure.institution = contact.institution
        AND structure.number = CASE kind WHEN 'structure' THEN contact.number ELSE contact.structure END,
    LATERAL (SELECT CASE
            WHEN num_nonnulls(
                main_line1, main_line2, main_line3, main_zipcode, main_town, main_town_complement, main_department,
                main_country
            ) > 0 THEN 'M'
            WHEN num_nonnulls(
                shipment_line1, shipment_line2, shipment_line3, shipment_zipcode, shipment_town,
                shipment_town_complement, shipment_department, shipment_country
            ) > 0 THEN 'S'
            WHEN num_nonnulls(
                billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town, billing_town_complement,
                billing_department, billing_country
            ) > 0 THEN 'B'
        END AS held OFFSET 0) AS first_address
    WHERE NOT erased AND coalesce(current_setting('entracte.institution', true), '') IN ('', contact.institution)
)
SELECT *,
    row_number() OVER (ORDER BY institution, kind <> 'structure', length(number), number COLLATE "C") AS place,
    CASE WHEN created_country IS NOT NULL THEN coalesce(nullif(concat(
        CASE WHEN ROW(
            created_line1, created_line2, created_line3, created_zipcode, created_town, created_town_complement,
            created_department, created_country
        ) IS NOT DISTINCT FROM ROW(
            main_line1, main_line2, main_line3, main_zipcode, main_town, main_town_complement, main_department,
            coalesce(main_country, CASE WHEN num_nonnulls(
                main_line1, main_line2, main_line3, main_zipcode, main_town, main_town_complement,
                main_department
            ) > 0 THEN home_country END)
        ) THEN 'M' END,
        CASE WHEN ROW(
            created_line1, created_line2, created_line3, created_zipcode, created_town, created_town_complement,
            created_department, created_country
        ) IS NOT DISTINCT FROM ROW(
            shipment_line1, shipment_line2, shipment_line3, shipment_zipcode, shipment_town,
            shipment_town_complement, shipment_department,
            coalesce(shipment_country, CASE WHEN num_nonnulls(
                shipment_line1, shipment_line2, shipment_line3, shipment_zipcode, shipment_town,
                shipment_town_complement, shipment_department
            ) > 0 THEN home_country END)
        ) THEN 'S' END,
        CASE WHEN ROW(
            created_line1, created_line2, created_line3, created_zipcode, created_town, created_town_complement,
            created_department, created_country
        ) IS NOT DISTINCT FROM ROW(
            billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town, billing_town_complement,
            billing_department,
            coalesce(billing_country, CASE WHEN num_nonnulls(
                billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town,
                billing_town_complement, billing_department
            ) > 0 THEN home_country END)
        ) THEN 'B' END
    ), ''), 'M') END AS created_addr_type
FROM addressed
