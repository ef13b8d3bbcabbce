-- A contact as records.md shows it: `institution` and `number` to choose and order by, `record` as JSON text.
-- Columns become keys by their names and order; a composite whose fields are all null is an absent address or phone.
SELECT contact.institution, contact.number, row_to_json(record)::text AS record
FROM contact,
    LATERAL (SELECT
        main_line1 AS line1, main_line2 AS line2, main_line3 AS line3, main_zipcode AS zipcode, main_town AS town,
        main_town_complement AS town_complement, main_country AS country, main_department AS department
    ) AS main,
    LATERAL (SELECT
        shipment_line1 AS line1, shipment_line2 AS line2, shipment_line3 AS line3, shipment_zipcode AS zipcode,
        shipment_town AS town, shipment_town_complement AS town_complement, shipment_country AS country,
        shipment_department AS department
    ) AS shipment,
    LATERAL (SELECT
        billing_line1 AS line1, billing_line2 AS line2, billing_line3 AS line3, billing_zipcode AS zipcode,
        billing_town AS town, billing_town_complement AS town_complement, billing_country AS country,
        billing_department AS department
    ) AS billing,
    LATERAL (SELECT
        CASE WHEN NOT main IS NULL THEN main END AS main,
        CASE WHEN NOT shipment IS NULL THEN shipment END AS shipment,
        CASE WHEN NOT billing IS NULL THEN billing END AS billing
    ) AS addresses,
    LATERAL (SELECT telephone_country AS country, telephone_number AS number) AS telephone,
    LATERAL (SELECT fax_country AS country, fax_number AS number) AS fax,
    LATERAL (SELECT cellphone_country AS country, cellphone_number AS number) AS cellphone,
    LATERAL (SELECT
        cnil_o AS "CNIL_O", partner AS "PARTNER", cnil_t AS "CNIL_T", sms_mms AS "SMS_MMS", letter AS "LETTER",
        phone AS "PHONE", contact.email AS "EMAIL"
    ) AS authorizations,
    LATERAL (SELECT
        contact.number, kind, structure, institution, organization, title, letter_salutation, addr_salutation,
        function, remark, firstname, lastname, birthdate, language, official_name, address_name1, address_name2,
        structure_type, community_type, admin_numbers, nb_employees, web_site, addresses,
        CASE WHEN NOT telephone IS NULL THEN telephone END AS telephone,
        CASE WHEN NOT fax IS NULL THEN fax END AS fax,
        CASE WHEN NOT cellphone IS NULL THEN cellphone END AS cellphone,
        ARRAY[email1, email2, email3] AS emails, login, authorizations, criteria,
        valid, invalid_reason, invalid_since, imported_by
    ) AS record
