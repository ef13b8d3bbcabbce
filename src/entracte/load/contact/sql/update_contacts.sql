-- The contacts as the plan leaves them; what identifies a contact never changes.
UPDATE contact SET (
    title, letter_salutation, addr_salutation, letter_salutation_given, addr_salutation_given, function,
    firstname, lastname, birthdate, cnil_o, partner, cnil_t, sms_mms, letter, phone, email, official_name,
    address_name1, address_name2, structure_type, community_type, admin_numbers, nb_employees, web_site,
    organization, remark, language, main_line1, main_line2, main_line3, main_zipcode, main_town,
    main_town_complement, main_department, main_country, shipment_line1, shipment_line2, shipment_line3,
    shipment_zipcode, shipment_town, shipment_town_complement, shipment_department, shipment_country,
    billing_line1, billing_line2, billing_line3, billing_zipcode, billing_town, billing_town_complement,
    billing_department, billing_country, telephone_country, telephone_number, fax_country, fax_number,
    cellphone_country, cellphone_number, email1, email2, email3, login, criteria, valid, invalid_reason,
    invalid_since, erased, structure_key, changed_by, changes
) = ROW (
    after.title, after.letter_salutation, after.addr_salutation, after.letter_salutation_given,
    after.addr_salutation_given, after.function, after.firstname, after.lastname, after.birthdate::date,
    after.cnil_o, after.partner, after.cnil_t, after.sms_mms, after.letter, after.phone, after.email,
    after.official_name, after.address_name1, after.address_name2, after.structure_type, after.community_type,
    after.admin_numbers::jsonb, after.nb_employees::numeric, after.web_site, after.organization, after.remark,
    after.language, after.main_line1, after.main_line2, after.main_line3, after.main_zipcode, after.main_town,
    after.main_town_complement, after.main_department, after.main_country, after.shipment_line1,
    after.shipment_line2, after.shipment_line3, after.shipment_zipcode, after.shipment_town,
    after.shipment_town_complement, after.shipment_department, after.shipment_country, after.billing_line1,
    after.billing_line2, after.billing_line3, after.billing_zipcode, after.billing_town,
    after.billing_town_complement, after.billing_department, after.billing_country, after.telephone_country,
    after.telephone_number, after.fax_country, after.fax_number, after.cellphone_country,
    after.cellphone_number, after.email1, after.email2, after.email3, after.login, after.criteria::jsonb,
    after.valid, after.invalid_reason, after.invalid_since, after.erased, after.structure_key,
    after.changed_by, after.changes
)
FROM changed_contact AS after
WHERE contact.institution = after.institution AND contact.number = after.number
