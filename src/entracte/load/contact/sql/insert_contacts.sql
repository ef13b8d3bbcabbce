-- New contacts, structures and relays in one statement: a relay's structure may be among them.
INSERT INTO contact (
    institution, number, kind, structure, title, letter_salutation, addr_salutation, letter_salutation_given,
    addr_salutation_given, function, firstname, lastname, birthdate, cnil_o, partner, cnil_t, sms_mms, letter,
    phone, email, official_name, address_name1, address_name2, structure_type, community_type, admin_numbers,
    nb_employees, web_site, organization, remark, language, main_line1, main_line2, main_line3, main_zipcode,
    main_town, main_town_complement, main_department, main_country, shipment_line1, shipment_line2,
    shipment_line3, shipment_zipcode, shipment_town, shipment_town_complement, shipment_department,
    shipment_country, billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town,
    billing_town_complement, billing_department, billing_country, telephone_country, telephone_number,
    fax_country, fax_number, cellphone_country, cellphone_number, email1, email2, email3, login, criteria,
    valid, invalid_reason, invalid_since, erased, structure_key, imported_by, changed_by, changes
)
SELECT
    institution, number, kind, structure, title, letter_salutation, addr_salutation, letter_salutation_given,
    addr_salutation_given, function, firstname, lastname, birthdate::date, cnil_o, partner, cnil_t, sms_mms,
    letter, phone, email, official_name, address_name1, address_name2, structure_type, community_type,
    admin_numbers::jsonb, nb_employees::numeric, web_site, organization, remark, language, main_line1,
    main_line2, main_line3, main_zipcode, main_town, main_town_complement, main_department, main_country,
    shipment_line1, shipment_line2, shipment_line3, shipment_zipcode, shipment_town, shipment_town_complement,
    shipment_department, shipment_country, billing_line1, billing_line2, billing_line3, billing_zipcode,
    billing_town, billing_town_complement, billing_department, billing_country, telephone_country,
    telephone_number, fax_country, fax_number, cellphone_country, cellphone_number, email1, email2, email3,
    login, criteria::jsonb, valid, invalid_reason, invalid_since, erased, structure_key, imported_by,
    changed_by, changes
FROM new_contact
