-- Every structure as its INSERT row makes it, which is how the rows of its relays must name it (D15, D38): by its main
-- address, else the first one it has, with the default country where it has lost its own. Structures that are twins in
-- all that is compared get their number as a second name until their relays are attached (`created_name2`); an UPDATE row
-- then gives them back their own.
CREATE TEMPORARY TABLE export_structure ON COMMIT DROP AS
WITH addressed AS (
    SELECT contact.institution, number, official_name, address_name1, address_name2,
        CASE held WHEN 'M' THEN main_line1 WHEN 'S' THEN shipment_line1 WHEN 'B' THEN billing_line1 END AS line1,
        CASE held WHEN 'M' THEN main_line2 WHEN 'S' THEN shipment_line2 WHEN 'B' THEN billing_line2 END AS line2,
        CASE held WHEN 'M' THEN main_line3 WHEN 'S' THEN shipment_line3 WHEN 'B' THEN billing_line3 END AS line3,
        CASE held WHEN 'M' THEN main_zipcode WHEN 'S' THEN shipment_zipcode WHEN 'B' THEN billing_zipcode END AS zipcode,
        CASE held WHEN 'M' THEN main_town WHEN 'S' THEN shipment_town WHEN 'B' THEN billing_town END AS town,
        CASE held WHEN 'M' THEN main_town_complement WHEN 'S' THEN shipment_town_complement WHEN 'B' THEN billing_town_complement END AS town_complement,
        CASE held WHEN 'M' THEN main_department WHEN 'S' THEN shipment_department WHEN 'B' THEN billing_department END AS department,
        CASE WHEN held IS NOT NULL THEN
            coalesce(CASE held WHEN 'M' THEN main_country WHEN 'S' THEN shipment_country WHEN 'B' THEN billing_country END, institution.country)
        END AS country
    FROM contact JOIN institution ON institution.code = contact.institution,
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
    WHERE kind = 'structure'
        AND coalesce(current_setting('entracte.institution', true), '') IN ('', contact.institution)
), told_apart AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY institution, regexp_replace(concat_ws(chr(31),
                coalesce(official_name, ''), coalesce(coalesce(address_name1, btrim(left(official_name, 38))),
                ''), coalesce(address_name2, ''), coalesce(line1, ''), coalesce(line2, ''), coalesce(line3, ''),
                coalesce(zipcode, ''), coalesce(town, ''), coalesce(town_complement, ''), coalesce(country, '')
            ), '[ \s]+', '', 'g')
            ORDER BY length(number), number
        ) AS twin
    FROM addressed
)
SELECT *, CASE WHEN twin > 1 THEN number ELSE address_name2 END AS created_name2
FROM told_apart
