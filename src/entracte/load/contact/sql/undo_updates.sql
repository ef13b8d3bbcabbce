-- Contacts go back to their state before the import, where it was the last to change them.
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
    undone.title, undone.letter_salutation, undone.addr_salutation, undone.letter_salutation_given,
    undone.addr_salutation_given, undone.function, undone.firstname, undone.lastname, undone.birthdate,
    undone.cnil_o, undone.partner, undone.cnil_t, undone.sms_mms, undone.letter, undone.phone, undone.email,
    undone.official_name, undone.address_name1, undone.address_name2, undone.structure_type,
    undone.community_type, undone.admin_numbers, undone.nb_employees, undone.web_site, undone.organization,
    undone.remark, undone.language, undone.main_line1, undone.main_line2, undone.main_line3,
    undone.main_zipcode, undone.main_town, undone.main_town_complement, undone.main_department,
    undone.main_country, undone.shipment_line1, undone.shipment_line2, undone.shipment_line3,
    undone.shipment_zipcode, undone.shipment_town, undone.shipment_town_complement,
    undone.shipment_department, undone.shipment_country, undone.billing_line1, undone.billing_line2,
    undone.billing_line3, undone.billing_zipcode, undone.billing_town, undone.billing_town_complement,
    undone.billing_department, undone.billing_country, undone.telephone_country, undone.telephone_number,
    undone.fax_country, undone.fax_number, undone.cellphone_country, undone.cellphone_number, undone.email1,
    undone.email2, undone.email3, (undone.login AND NOT EXISTS (SELECT FROM contact AS other WHERE
    other.institution = undone.institution AND other.email1 = undone.email1 AND other.login AND other.number
    <> undone.number)), undone.criteria, undone.valid, undone.invalid_reason, undone.invalid_since,
    undone.erased, undone.structure_key, undone.changed_by, undone.changes
)
FROM contact_before AS undone
WHERE undone.import = $1 AND contact.institution = undone.institution AND contact.number = undone.number
    AND contact.changed_by = $1
