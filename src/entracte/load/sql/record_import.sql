INSERT INTO import (id, institutions, format, file_name, digest, identity, started, finished, summary)
VALUES ($1, string_to_array($2::text, chr(31)), $3, $4, $5, $6, ($7::text)::timestamptz, ($8::text)::timestamptz, ($9::text)::jsonb)
