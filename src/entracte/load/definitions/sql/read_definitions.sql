-- The rows of a settings table that belong to some institutions ($1: array of codes), as JSON.
SELECT to_jsonb(held)::text AS held
FROM {table} AS held
WHERE held.{institution} IN (SELECT jsonb_array_elements_text($1::jsonb))
