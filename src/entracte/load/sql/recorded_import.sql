SELECT format, array_to_string(institutions, chr(31)), undone_at IS NOT NULL FROM import WHERE id = $1
