"""Which engine a dump was made for, told by its beginning; it decides how quotes and comments are read."""

from __future__ import annotations

import re
from enum import StrEnum


class Dialect(StrEnum):
    """The engines whose scripts differ in how they are to be read."""

    MYSQL = "MySQL or MariaDB"
    POSTGRESQL = "PostgreSQL"
    SQLSERVER = "SQL Server"
    ORACLE = "Oracle"
    SQLITE = "SQLite"
    OTHER = "SQL"


# What only one engine writes, and how much each sign weighs.
_SIGNS: tuple[tuple[Dialect, int, bytes], ...] = (
    (
        Dialect.MYSQL,
        50,
        rb"^-- (?:MySQL|MariaDB) dump|^-- phpMyAdmin SQL Dump|^-- (?:HeidiSQL|Host:)|^-- Dump completed",
    ),
    (Dialect.MYSQL, 10, rb"/\*M?!\d{5,6}|^DELIMITER\b|\bENGINE ?= ?\w+|\bAUTO_INCREMENT\b|^(?:UN)?LOCK TABLES\b"),
    (
        Dialect.MYSQL,
        5,
        rb"\bINTO `|\bTABLE (?:IF (?:NOT )?EXISTS )?`|^SET (?:@@?\w+|SQL_MODE|FOREIGN_KEY_CHECKS|NAMES)\b",
    ),
    (Dialect.POSTGRESQL, 50, rb"^-- PostgreSQL database (?:cluster )?dump|\bFROM stdin\b|^SET client_encoding\b"),
    (Dialect.POSTGRESQL, 10, rb"\bpg_catalog\b|\bSET search_path\b|::\w+|\bLANGUAGE (?:plpgsql|sql)\b|\$\w*\$$"),
    (Dialect.SQLSERVER, 20, rb"^GO\s*$|\bIDENTITY_INSERT\b|^USE \[|\bOBJECT_ID\("),
    (Dialect.SQLSERVER, 5, rb"\[dbo\]\.|\bN'|\bNOCOUNT ON\b|\bnvarchar\b|\bINSERT \[|\bIDENTITY ?\(\d"),
    (
        Dialect.ORACLE,
        20,
        rb"^REM(?:ARK)?(?:\s|$)|^PROMPT\b|^SET (?:DEFINE|VERIFY|FEEDBACK|ECHO|SQLBLANKLINES)\b|\bVARCHAR2\b",
    ),
    (
        Dialect.ORACLE,
        10,
        rb"^/\s*$|\bTO_(?:DATE|TIMESTAMP|CLOB)\b|\bFROM dual\b|\bINSERT ALL\b|\bUNISTR\(|\bq'[\[({<!|]",
    ),
    (Dialect.SQLITE, 50, rb"^PRAGMA \w+\s*="),
    (Dialect.SQLITE, 10, rb"^BEGIN TRANSACTION;|\bsqlite_sequence\b|\bAUTOINCREMENT\b|\bWITHOUT ROWID\b"),
)
_MOST = 20
"""How often a sign counts: a sign in every row says no more than twenty."""


def dialect_of(head: bytes) -> Dialect:
    """The engine that the signs in the first bytes of a script (UTF-8) speak for; OTHER where none does."""
    weights = dict.fromkeys(Dialect, 0)
    for dialect, weight, pattern in _SIGNS:
        found = re.finditer(pattern, head, re.IGNORECASE | re.MULTILINE)
        weights[dialect] += weight * sum(1 for _ in zip(range(_MOST), found, strict=False))
    best = max(weights, key=lambda dialect: weights[dialect])
    return best if weights[best] else Dialect.OTHER
