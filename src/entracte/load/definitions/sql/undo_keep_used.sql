-- Definitions of one table ($1: its name) that something uses ($2: array of {key, detail}) stay.
UPDATE definition_undo AS change
SET kept = 'in-use', detail = used.detail
FROM jsonb_to_recordset($2::jsonb) AS used (key jsonb, detail text)
WHERE change.kind = $1 AND change.before IS NULL AND change.kept IS NULL AND change.key = used.key
