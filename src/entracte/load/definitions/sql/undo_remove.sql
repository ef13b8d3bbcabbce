-- The definitions of one table ($1: its name) that the import made go.
DELETE FROM {table} AS held
USING definition_undo AS change
WHERE change.kind = $1 AND change.before IS NULL AND change.kept IS NULL AND {match}
