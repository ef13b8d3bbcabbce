-- Make the institutions of the document ($1) or give them its settings; number_high and salt stay this environment's own.
INSERT INTO institution (
    code, name, country, language, currency, number_floor, kept_from, kept_to, time_zone, names, settings_changed_at
)
SELECT code, name, country, language, currency, number_floor, kept_from, kept_to, time_zone, names, settings_changed_at
FROM jsonb_populate_recordset(NULL::institution, $1::jsonb -> 'institution')
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, country = excluded.country, language = excluded.language, currency = excluded.currency,
    number_floor = excluded.number_floor, kept_from = excluded.kept_from, kept_to = excluded.kept_to,
    time_zone = excluded.time_zone, names = excluded.names, settings_changed_at = excluded.settings_changed_at
