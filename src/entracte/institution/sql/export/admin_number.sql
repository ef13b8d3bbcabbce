-- The administrative numbers of every structure that has some, in the order in which they stand (D50).
CREATE TEMPORARY TABLE export_admin_number ON COMMIT DROP AS
SELECT place, type || '=' || listed.number AS cell, row_number() OVER (PARTITION BY place ORDER BY type COLLATE "C", rank) AS rank
FROM export_contact,
    jsonb_each(admin_numbers) AS held (type, numbers),
    jsonb_array_elements_text(numbers) WITH ORDINALITY AS listed (number, rank)
WHERE admin_numbers <> '{}'
