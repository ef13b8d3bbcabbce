-- The contacts of a file to fill: valid ones, of the target if there is one (entracte.whole: there is none), with the
-- name of a relay's structure beside its own.
CREATE TEMPORARY TABLE update_contact ON COMMIT DROP AS
SELECT contact.institution, contact.number, contact.firstname, contact.lastname,
    coalesce(contact.official_name, structure.official_name) AS official_name, contact.criteria,
    contact.cnil_o, contact.partner, contact.cnil_t, contact.sms_mms, contact.letter, contact.phone, contact.email
FROM contact
LEFT JOIN contact AS structure
    ON structure.institution = contact.institution AND structure.number = contact.structure
WHERE contact.valid AND NOT contact.erased
    AND current_setting('entracte.institution') IN ('', contact.institution)
    AND (current_setting('entracte.persons') = 'no' OR contact.kind <> 'structure')
    AND (
        current_setting('entracte.whole') = 'yes'
        OR EXISTS (
            SELECT FROM update_target AS asked
            WHERE asked.number = contact.number AND coalesce(asked.institution, contact.institution) = contact.institution
        )
    )
