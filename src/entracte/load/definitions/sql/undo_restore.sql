-- The definitions of one table ($1: its name) that the import deleted or changed are as before.
INSERT INTO {table}
SELECT restored.*
FROM definition_undo AS change
CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, change.before) AS restored
WHERE change.kind = $1 AND change.before IS NOT NULL AND change.kept IS NULL
ON CONFLICT ({key}) DO UPDATE SET {assigned}
