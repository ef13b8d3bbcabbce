DELETE FROM contact_before WHERE import = $1
