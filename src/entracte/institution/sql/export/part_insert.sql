-- One INSERT row a contact: structures, then the others.
SELECT contact.institution AS "INSTITUTION", organization AS "ORGANIZATION", 'INSERT' AS "OPERATION",
    number AS "CONTACT_NR", title AS "TITLE",
    CASE WHEN letter_salutation_given THEN letter_salutation END AS "LETTER_SALUTATION",
    CASE WHEN addr_salutation_given THEN addr_salutation END AS "ADDR_SALUTATION",
    function AS "FUNCTION",
    -- What would be read as an instruction, or lose its first space, is appended to nothing instead (D53).
    CASE WHEN remark ~ '^(\|\||\s|=$)' THEN '||' ELSE '' END || remark AS "REMARK",
    firstname AS "FIRSTNAME", lastname AS "LASTNAME", to_char(birthdate, 'DD.MM.YYYY') AS "BIRTHDATE",
    language AS "PREF_LANG",
    created_official_name AS "OFFICIAL_NAME", created_name1 AS "ADDRESS_NAME1", created_name2 AS "ADDRESS_NAME2",
    structure_type AS "STRUCT_TYPE", community_type AS "COMMUNITY_TYPE", admin_number.cell AS "ADMIN_NUMBER",
    nb_employees::text AS "NB_EMPLOYEES", web_site AS "WEB_SITE", created_addr_type AS "ADDR_TYPE",
    created_line1 AS "LINE1", created_line2 AS "LINE2", created_line3 AS "LINE3", created_zipcode AS "ZIPCODE",
    created_town AS "TOWN", created_town_complement AS "TOWN_COMPLEMENT", created_department AS "DEPARTMENT",
    created_country AS "COUNTRY",
    telephone.cell AS "TELEPHONE", fax.cell AS "FAX", cellphone.cell AS "CELLPHONE",
    CASE WHEN login.first_place > contact.place AND kind <> 'structure' THEN NULL ELSE contact.email1 END AS "EMAIL1",
    email2 AS "EMAIL2", email3 AS "EMAIL3",
    upper(cnil_o::text) AS "CNIL_O", upper(partner::text) AS "PARTNER", upper(cnil_t::text) AS "CNIL_T",
    upper(sms_mms::text) AS "SMS_MMS", upper(letter::text) AS "LETTER", upper(phone::text) AS "PHONE",
    upper(email::text) AS "EMAIL",
    criteria.cells[1] AS "CRIT01", criteria.cells[2] AS "CRIT02", criteria.cells[3] AS "CRIT03", criteria.cells[4]
    AS "CRIT04", criteria.cells[5] AS "CRIT05", criteria.cells[6] AS "CRIT06", criteria.cells[7] AS "CRIT07",
    criteria.cells[8] AS "CRIT08", criteria.cells[9] AS "CRIT09", criteria.cells[10] AS "CRIT10", criteria.cells[11]
    AS "CRIT11", criteria.cells[12] AS "CRIT12", criteria.cells[13] AS "CRIT13", criteria.cells[14] AS "CRIT14",
    criteria.cells[15] AS "CRIT15", criteria.cells[16] AS "CRIT16", criteria.cells[17] AS "CRIT17",
    criteria.cells[18] AS "CRIT18", criteria.cells[19] AS "CRIT19", criteria.cells[20] AS "CRIT20",
    criteria.cells[21] AS "CRIT21", criteria.cells[22] AS "CRIT22", criteria.cells[23] AS "CRIT23",
    criteria.cells[24] AS "CRIT24", criteria.cells[25] AS "CRIT25", criteria.cells[26] AS "CRIT26",
    criteria.cells[27] AS "CRIT27", criteria.cells[28] AS "CRIT28", criteria.cells[29] AS "CRIT29",
    criteria.cells[30] AS "CRIT30", criteria.cells[31] AS "CRIT31", criteria.cells[32] AS "CRIT32",
    criteria.cells[33] AS "CRIT33", criteria.cells[34] AS "CRIT34", criteria.cells[35] AS "CRIT35",
    criteria.cells[36] AS "CRIT36", criteria.cells[37] AS "CRIT37", criteria.cells[38] AS "CRIT38",
    criteria.cells[39] AS "CRIT39", criteria.cells[40] AS "CRIT40", criteria.cells[41] AS "CRIT41",
    criteria.cells[42] AS "CRIT42", criteria.cells[43] AS "CRIT43", criteria.cells[44] AS "CRIT44",
    criteria.cells[45] AS "CRIT45", criteria.cells[46] AS "CRIT46", criteria.cells[47] AS "CRIT47",
    criteria.cells[48] AS "CRIT48", criteria.cells[49] AS "CRIT49", criteria.cells[50] AS "CRIT50"
FROM export_contact AS contact
LEFT JOIN export_admin_number AS admin_number ON admin_number.place = contact.place AND admin_number.rank = 1
LEFT JOIN export_phone AS telephone
    ON telephone.place = contact.place AND telephone.field = 'TELEPHONE' AND telephone.detour IS NULL
LEFT JOIN export_phone AS fax ON fax.place = contact.place AND fax.field = 'FAX' AND fax.detour IS NULL
LEFT JOIN export_phone AS cellphone
    ON cellphone.place = contact.place AND cellphone.field = 'CELLPHONE' AND cellphone.detour IS NULL
LEFT JOIN export_login AS login ON login.institution = contact.institution AND login.email1 = contact.email1
LEFT JOIN export_criteria AS criteria ON criteria.place = contact.place
ORDER BY contact.place
