-- The keys of the definitions of one table ($1: its name) that undo would remove, as one JSON array. Whatever came with an
-- institution is in use when the institution is.
SELECT coalesce(jsonb_agg(key), '[]')::text AS keys
FROM definition_undo AS change
WHERE change.kind = $1 AND change.before IS NULL AND change.kept IS NULL
    AND (
        change.kind = 'institution'
        OR NOT EXISTS (
            SELECT FROM definition_undo AS made
            WHERE made.kind = 'institution' AND made.before IS NULL
                AND made.key ->> 'institution' = change.key ->> 'institution'
        )
    )
