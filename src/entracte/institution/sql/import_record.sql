-- Every import, the oldest first, as `entracte imports` shows it.
SELECT row_to_json(record)::text
FROM (
    SELECT id, format, file_name AS file, digest, institutions,
        date_trunc('second', started AT TIME ZONE 'UTC') AS started,
        date_trunc('second', finished AT TIME ZONE 'UTC') AS finished,
        summary -> 'rows' AS rows,
        date_trunc('second', undone_at AT TIME ZONE 'UTC') AS undone
    FROM import
    ORDER BY import.started, id
) AS record
