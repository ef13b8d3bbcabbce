-- What was there before an import ($1: its id), for undo.
INSERT INTO definition_before ("import", kind, key, before)
SELECT $1, change.kind, change.key::jsonb, change.before::jsonb
FROM definition_change AS change
