-- Remember that the institutions of the document ($1) have their settings from the environment $2.
INSERT INTO settings_copy (institution, source, copied_at, settings_changed_at)
SELECT code, $2, clock_timestamp(), settings_changed_at
FROM jsonb_populate_recordset(NULL::institution, $1::jsonb -> 'institution')
ON CONFLICT (institution) DO UPDATE SET
    source = excluded.source, copied_at = excluded.copied_at, settings_changed_at = excluded.settings_changed_at
