-- An institution made or deleted by the import and what came or went with it are undone together or not at all.
WITH together AS (
    SELECT key ->> 'institution' AS institution
    FROM definition_undo
    WHERE kind = 'institution' AND (before IS NULL OR after IS NULL)
), kept AS (
    SELECT DISTINCT key ->> 'institution' AS institution FROM definition_undo WHERE kept IS NOT NULL
)
UPDATE definition_undo AS change
SET kept = 'belongs-to-kept', detail = 'institution'
WHERE change.kept IS NULL AND change.key ->> 'institution' IN (SELECT institution FROM together NATURAL JOIN kept)
