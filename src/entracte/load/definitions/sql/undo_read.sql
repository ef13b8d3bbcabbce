-- What an import ($1: its id) did to one table ($2: its name); `kept` where the definition was modified since.
INSERT INTO definition_undo (kind, key, before, after, kept)
SELECT
    change.kind, change.key, change.before, change.after,
    CASE
        WHEN to_jsonb(held) - ARRAY['number_high', 'salt', 'settings_changed_at'] IS DISTINCT FROM change.after
        THEN 'modified-since'
    END
FROM definition_before AS change
LEFT JOIN {table} AS held ON {match}
WHERE change."import" = $1 AND change.kind = $2
