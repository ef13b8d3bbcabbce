-- The definitions of one table ($1: its name) that a plan creates or changes.
INSERT INTO {table} ({columns})
SELECT {filled}
FROM definition_change AS change
CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, change.after::jsonb) AS filled
WHERE change.kind = $1 AND change.after IS NOT NULL
ON CONFLICT ({key}) DO UPDATE SET {assigned}
