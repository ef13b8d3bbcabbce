-- The institution of the tests. Standard titles and shipment modes as an import of settings would add them.
INSERT INTO institution (code, name, country, language, currency, number_floor, time_zone)
VALUES ('HARBOUR', 'Harbour Theatre', 'CH', 'fr', 'CHF', 1, 'Europe/Zurich');
INSERT INTO organization (institution, code, name) VALUES
    ('HARBOUR', 'HARBOUR', 'Harbour Theatre'),
    ('HARBOUR', 'MAIN', 'Main stage');
INSERT INTO list_value (institution, list, code, name, letter_salutation, addr_salutation) VALUES
    ('HARBOUR', 'TITLE', 'MR', 'Mr',
        '{"en": "Mr", "fr": "M.", "de": "Herr", "it": "Sig.", "es": "Sr."}',
        '{"en": "Dear Sir", "fr": "Monsieur", "de": "Sehr geehrter Herr", "it": "Egregio Signore", "es": "Estimado Señor"}'),
    ('HARBOUR', 'TITLE', 'MRS', 'Mrs',
        '{"en": "Mrs", "fr": "Mme", "de": "Frau", "it": "Sig.ra", "es": "Sra."}',
        '{"en": "Dear Madam", "fr": "Madame", "de": "Sehr geehrte Frau", "it": "Gentile Signora", "es": "Estimada Señora"}'),
    ('HARBOUR', 'TITLE', 'MISS', 'Miss',
        '{"en": "Miss", "fr": "Mlle", "de": "Fräulein", "it": "Sig.na", "es": "Srta."}',
        '{"en": "Dear Miss", "fr": "Mademoiselle", "de": "Sehr geehrtes Fräulein", "it": "Gentile Signorina", "es": "Estimada Señorita"}'),
    ('HARBOUR', 'TITLE', 'MR_AND_MRS', 'Mr and Mrs',
        '{"en": "Mr and Mrs", "fr": "M. et Mme", "de": "Herr und Frau", "it": "Sig. e Sig.ra", "es": "Sr. y Sra."}',
        '{"en": "Dear Sir and Madam", "fr": "Madame, Monsieur", "de": "Sehr geehrte Dame, sehr geehrter Herr", "it": "Gentili Signori", "es": "Estimados Señores"}'),
    ('HARBOUR', 'TITLE', 'UNDEFINED', 'Not given', '{}', '{}'),
    ('HARBOUR', 'SHIPMENT_MODE', 'SENT', 'Sent by post', '{}', '{}'),
    ('HARBOUR', 'SHIPMENT_MODE', 'SENT EMAIL', 'Sent by e-mail', '{}', '{}'),
    ('HARBOUR', 'SHIPMENT_MODE', 'BOXOFFICE', 'Collected at the box office', '{}', '{}'),
    ('HARBOUR', 'SHIPMENT_MODE', 'CONTROL', 'Collected at the entrance', '{}', '{}'),
    ('HARBOUR', 'ADMIN_NUMBER', 'SIRET', 'SIRET', '{}', '{}'),
    ('HARBOUR', 'ADMIN_NUMBER', 'VAT', 'VAT number', '{}', '{}'),
    ('HARBOUR', 'COMMUNITY_TYPE', 'TOWN', 'Town', '{}', '{}'),
    ('HARBOUR', 'DEPARTMENT', 'GE', 'Genève', '{}', '{}'),
    ('HARBOUR', 'DEPARTMENT', 'VD', 'Vaud', '{}', '{}');
INSERT INTO criterion (institution, code, name, data_type, contact_type, rank) VALUES
    ('HARBOUR', 'PREFCOL', 'Preferred colours', 'MULTICHOICE', 'BOTH', 1),
    ('HARBOUR', 'VIP', 'VIP', 'BOOLEAN', 'INDIVIDUAL', 2),
    ('HARBOUR', 'NEWS', 'Newsletter', 'CHOICE', 'INDIVIDUAL', 3),
    ('HARBOUR', 'NOTE', 'Note', 'TEXT', 'BOTH', 4),
    ('HARBOUR', 'SINCE', 'Member since', 'DATE', 'BOTH', 5),
    ('HARBOUR', 'SEATS', 'Seats', 'NUMBER', 'BOTH', 6),
    ('HARBOUR', 'SECTOR', 'Sector', 'CHOICE', 'STRUCTURE', 7);
INSERT INTO criterion_element (institution, criterion, code, name, rank) VALUES
    ('HARBOUR', 'PREFCOL', 'Red', 'Red', 1),
    ('HARBOUR', 'PREFCOL', 'Green', 'Green', 2),
    ('HARBOUR', 'PREFCOL', 'Blue', 'Blue', 3),
    ('HARBOUR', 'NEWS', 'WEEKLY', 'Weekly', 1),
    ('HARBOUR', 'NEWS', 'MONTHLY', 'Monthly', 2),
    ('HARBOUR', 'SECTOR', 'PUBLIC', 'Public', 1),
    ('HARBOUR', 'SECTOR', 'PRIVATE', 'Private', 2);
INSERT INTO structure_type (institution, code, name, rank) VALUES
    ('HARBOUR', 'SCHOOL', 'School', 1),
    ('HARBOUR', 'COMPANY', 'Company', 2),
    ('HARBOUR', 'ASSOC', 'Association', 3);
