-- A definition of one table ($1: its name) that would be removed stays where parts of it ({table}, $2) would be left.
UPDATE definition_undo AS change
SET kept = 'in-use', detail = $2
WHERE change.kind = $1 AND change.before IS NULL AND change.kept IS NULL
    AND EXISTS (
        SELECT FROM {table} AS part
        WHERE {part_of_change}
            AND NOT EXISTS (
                SELECT FROM definition_undo AS undone
                WHERE undone.kind = $2 AND undone.before IS NULL AND undone.kept IS NULL AND {part_undone}
            )
    )
