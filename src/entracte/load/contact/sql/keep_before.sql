-- The journal for undo: the state before this import's first change; nothing of a contact whose data was erased.
INSERT INTO contact_before (import,
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
SELECT changed_contact.changed_by,
    contact.institution, contact.number, contact.kind, contact.structure, contact.title,
    contact.letter_salutation, contact.addr_salutation, contact.letter_salutation_given,
    contact.addr_salutation_given, contact.function, contact.firstname, contact.lastname, contact.birthdate,
    contact.cnil_o, contact.partner, contact.cnil_t, contact.sms_mms, contact.letter, contact.phone,
    contact.email, contact.official_name, contact.address_name1, contact.address_name2,
    contact.structure_type, contact.community_type, contact.admin_numbers, contact.nb_employees,
    contact.web_site, contact.organization, contact.remark, contact.language, contact.main_line1,
    contact.main_line2, contact.main_line3, contact.main_zipcode, contact.main_town,
    contact.main_town_complement, contact.main_department, contact.main_country, contact.shipment_line1,
    contact.shipment_line2, contact.shipment_line3, contact.shipment_zipcode, contact.shipment_town,
    contact.shipment_town_complement, contact.shipment_department, contact.shipment_country,
    contact.billing_line1, contact.billing_line2, contact.billing_line3, contact.billing_zipcode,
    contact.billing_town, contact.billing_town_complement, contact.billing_department,
    contact.billing_country, contact.telephone_country, contact.telephone_number, contact.fax_country,
    contact.fax_number, contact.cellphone_country, contact.cellphone_number, contact.email1, contact.email2,
    contact.email3, contact.login, contact.criteria, contact.valid, contact.invalid_reason,
    contact.invalid_since, contact.erased, contact.structure_key, contact.imported_by, contact.changed_by,
    contact.changes
FROM contact
JOIN changed_contact USING (institution, number)
WHERE NOT changed_contact.purged
