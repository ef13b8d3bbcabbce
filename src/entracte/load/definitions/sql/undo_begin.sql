-- What an undo works on: `kept` says why a definition stays as it is, `detail` because of what.
CREATE TEMPORARY TABLE definition_undo (kind text, key jsonb, before jsonb, after jsonb, kept text, detail text)
ON COMMIT DROP
