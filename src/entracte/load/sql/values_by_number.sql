-- The criteria and authorizations, as they are, of the contacts that a file wants changed.
SELECT institution, number, criteria::text AS criteria, cnil_o, partner, cnil_t, sms_mms, letter, phone, email
FROM contact
JOIN file_contact USING (institution, number)
