-- What an import ($1: its id) left in one table ($2: its name), so that undo can tell what was modified since.
-- Columns that other work moves (the number sequence, the date of change) are no modification.
UPDATE definition_before AS change
SET after = to_jsonb(held) - ARRAY['number_high', 'salt', 'settings_changed_at']
FROM {table} AS held
WHERE change."import" = $1 AND change.kind = $2 AND {match}
