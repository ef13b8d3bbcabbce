SELECT id, to_char(coalesce(finished, started) AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM import
WHERE identity = $1 AND undone_at IS NULL AND (summary -> 'rows' ->> 'imported')::bigint > 0
ORDER BY started DESC
LIMIT 1
