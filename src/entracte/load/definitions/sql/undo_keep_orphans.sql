-- A definition of one table ($1: its name) that would be restored stays away where what it belongs to ({whole}, $2) is gone
-- or was made anew since.
UPDATE definition_undo AS change
SET kept = 'belongs-to-kept', detail = $2
WHERE change.kind = $1 AND change.before IS NOT NULL AND change.kept IS NULL
    AND (
        NOT EXISTS (SELECT FROM {whole} AS whole WHERE {whole_of_change})
        AND NOT EXISTS (
            SELECT FROM definition_undo AS undone
            WHERE undone.kind = $2 AND undone.before IS NOT NULL AND undone.kept IS NULL AND {whole_undone}
        )
        OR EXISTS (
            SELECT FROM definition_undo AS undone
            WHERE undone.kind = $2 AND undone.after IS NULL AND undone.kept IS NOT NULL AND {whole_undone}
        )
    )
