-- The definitions of one table ($1: its name) that a plan deletes.
DELETE FROM {table} AS held
USING definition_change AS change
WHERE change.kind = $1 AND change.after IS NULL AND {match}
