-- A definition that would get back an organization that is gone since stays as it is.
UPDATE definition_undo AS change
SET kept = 'belongs-to-kept', detail = 'organization'
WHERE change.kept IS NULL AND change.before ->> 'organization' <> '*'
    AND NOT EXISTS (
        SELECT FROM organization
        WHERE organization.institution = (change.key ->> 'institution')
            AND organization.code = (change.before ->> 'organization')
    )
