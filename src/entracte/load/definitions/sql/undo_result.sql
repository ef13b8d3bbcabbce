-- Every definition of the import, with what became of it.
SELECT
    kind, key::text AS key, kept, detail,
    CASE WHEN before IS NULL THEN 'removed' WHEN after IS NULL THEN 'restored' ELSE 'reverted' END AS action
FROM definition_undo
ORDER BY kind, key
