-- The settings of these institutions ($1: array of codes) changed now (D30).
UPDATE institution SET settings_changed_at = clock_timestamp()
WHERE code IN (SELECT jsonb_array_elements_text($1::jsonb))
