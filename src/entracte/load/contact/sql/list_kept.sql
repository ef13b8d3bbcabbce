-- What an undo leaves as it is, with the reason: made or changed by the import, but not to be taken back.
SELECT institution, number, CASE
    WHEN changed_by IS DISTINCT FROM $1 THEN 'modified since'
    WHEN erased OR imported_by IS DISTINCT FROM $1 THEN 'erased by the import, which cannot be taken back'
    ELSE 'has sales or relays of its own'
END AS reason
FROM contact
WHERE (imported_by = $1 OR changed_by = $1 OR (institution, number) IN (
        SELECT institution, number FROM contact_before WHERE import = $1
    ))
    AND (institution, number) NOT IN (SELECT institution, number FROM undoable)
    AND NOT (changed_by = $1 AND (institution, number) IN (
        SELECT institution, number FROM contact_before WHERE import = $1
    ))
ORDER BY institution, length(number), number
