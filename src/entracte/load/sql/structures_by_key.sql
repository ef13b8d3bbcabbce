-- The structures of the environment that rows of the file would make again; erased ones are none (D38).
SELECT institution, structure_key, min(number) AS number
FROM contact
JOIN file_structure_key USING (institution, structure_key)
WHERE kind = 'structure' AND NOT erased
GROUP BY institution, structure_key
