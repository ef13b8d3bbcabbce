UPDATE import SET undone_at = now() WHERE id = $1
