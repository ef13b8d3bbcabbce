"""Words of SQL that matter to a reader that runs nothing."""

from __future__ import annotations

WHOLE_LINES = frozenset({
    "PROMPT", "REM", "REMARK"
})  # fmt: skip
"""Commands of SQL*Plus of which the whole line is text."""

LINE_COMMANDS = frozenset({
    "ACCEPT", "BREAK", "CLEAR", "COLUMN", "COMPUTE", "CONNECT", "DEFINE", "DISCONNECT", "EXIT", "GO", "HOST",
    "PAUSE", "PRINT", "SHOW", "SPOOL", "START", "TTITLE", "UNDEFINE", "WHENEVER"
})  # fmt: skip
"""Commands of SQL*Plus, sqlcmd and psql that end with their line."""

STATEMENTS = WHOLE_LINES | LINE_COMMANDS | frozenset({
    "ALTER", "ANALYZE", "BEGIN", "CALL", "CHECK", "CHECKPOINT", "COMMENT", "COMMIT", "COPY", "CREATE", "DBCC",
    "DECLARE", "DELETE", "DELIMITER", "DENY", "DROP", "ELSE", "END", "EXCEPTION", "EXEC", "EXECUTE", "FLUSH",
    "FOR", "GRANT", "IF", "INSERT", "LOCK", "MERGE", "OPTIMIZE", "PRAGMA", "QUIT", "RAISERROR", "REFRESH",
    "REINDEX", "RENAME", "REPLACE", "RESET", "RETURN", "REVOKE", "ROLLBACK", "SAVE", "SAVEPOINT", "SELECT",
    "SET", "TRUNCATE", "UNLOCK", "UPDATE", "USE", "VACUUM", "WHILE", "WITH", "WAITFOR", "THROW",
    "BULK", "BACKUP", "RESTORE", "OPEN", "CLOSE", "FETCH", "DEALLOCATE", "LOAD", "TERMINATE", "ELSIF", "WHEN", "NULL"
})  # fmt: skip
"""Words with which a statement may begin, and so end what stands before it."""

ROUTINES = frozenset({
    "BODY", "EVENT", "FUNCTION", "PACKAGE", "PROC", "PROCEDURE", "RULE", "TRIGGER"
})  # fmt: skip
"""What has a body with statements of its own."""

KINDS = ROUTINES | frozenset({
    "DATABASE", "INDEX", "SEQUENCE", "SESSION", "TABLE", "VIEW"
})  # fmt: skip
"""What CREATE, ALTER and DROP are about, where it matters."""

MODIFIERS = frozenset({
    "ABORT", "DELAYED", "FAIL", "HIGH_PRIORITY", "IGNORE", "INTO", "LOW_PRIORITY", "OR", "OVERWRITE",
    "REPLACE", "ROLLBACK", "TABLE"
})  # fmt: skip
"""Words between INSERT and the name of the table."""

NO_INSERT = frozenset({
    "(", ")", ",", ".", ";", "=", "AFTER", "AS", "BEFORE", "DELETE", "FOR", "OF", "ON", "OR", "UPDATE"
})  # fmt: skip
"""What follows INSERT where it begins no statement (in triggers, grants)."""

NO_VALUES = frozenset({
    "DEFAULT", "EXEC", "EXECUTE", "SELECT", "SET"
})  # fmt: skip
"""What stands in an INSERT whose rows are not written out."""

VALUES = frozenset({
    "VALUE", "VALUES"
})  # fmt: skip
"""What stands before the rows of an INSERT."""

BETWEEN = frozenset({
    "BEGIN", "ELSE", "END", "LOOP", "THEN"
})  # fmt: skip
"""Words of blocks, between which statements stand."""

BEFORE_INSERT = frozenset({
    "FOR", "GO", "IF", "START", "WHEN", "WHILE"
})  # fmt: skip
"""Words of statements that may hold an INSERT on the same line."""

CHANGES = frozenset({
    "DELETE", "MERGE", "TRUNCATE", "UPDATE"
})  # fmt: skip
"""Statements that would change rows."""
