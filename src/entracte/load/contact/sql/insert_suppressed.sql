INSERT INTO suppressed (institution, kind, fingerprint)
SELECT institution, kind, decode(fingerprint, 'hex') FROM new_suppressed
ON CONFLICT DO NOTHING
