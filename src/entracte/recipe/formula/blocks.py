"""Building blocks: what the engines spell differently, in each engine's own words.

`$a`, `$b` ... are the operands. A block gives a result, possibly null, for any operands: a term may be computed for
rows that have no use for it, so none may raise an error.
"""

from __future__ import annotations

DUCKDB = "duckdb"
SPARK = "spark"

BLOCKS: dict[str, dict[str, str]] = {
    # numbers
    "number_of_plain": {
        DUCKDB: "TRY_CAST($a AS DOUBLE)",
        SPARK: "TRY_CAST($a AS DOUBLE)",
    },
    "digits_15": {  # C's %.15g: fifteen significant digits, no zeros at the end
        DUCKDB: "FORMAT('{:.15g}', $a)",
        SPARK: "REGEXP_REPLACE(CAST(CAST(FORMAT_STRING('%.14e', $a) AS DECIMAL(38, 18)) AS STRING), '[.]?0+$', '')",
    },
    "scientific_15": {  # 3.33333333333333e-11
        DUCKDB: "FORMAT('{:.14e}', $a)",
        SPARK: "FORMAT_STRING('%.14e', $a)",
    },
    "thousands": {  # 1234567 as 1,234,567
        DUCKDB: "LTRIM(REVERSE(REGEXP_REPLACE(REVERSE($a), '([0-9]{3})', '\\1,', 'g')), ',')",
        SPARK: "LTRIM(',', REVERSE(REGEXP_REPLACE(REVERSE($a), '([0-9]{3})', '$1,')))",
    },
    "fixed": {  # so many decimals, as a decimal reading of the double
        DUCKDB: "FORMAT('{:.' || CAST($b AS VARCHAR) || 'f}', $a)",
        SPARK: "FORMAT_STRING(CONCAT('%.', CAST($b AS STRING), 'f'), $a)",
    },
    "round_whole": {DUCKDB: "ROUND($a)", SPARK: "ROUND($a)"},  # halves away from zero
    "truncated": {DUCKDB: "TRUNC($a)", SPARK: "(CASE WHEN $a < 0 THEN CEIL($a) ELSE FLOOR($a) END)"},
    "bits": {DUCKDB: "TRY_CAST($a AS BIGINT)", SPARK: "TRY_CAST($a AS BIGINT)"},
    "exclusive_or": {DUCKDB: "XOR($a, $b)", SPARK: "($a ^ $b)"},
    # text
    "unaccented": {
        DUCKDB: "STRIP_ACCENTS($a)",
        SPARK: "TRANSLATE($a, 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿšž', 'aaaaaaceeeeiiiinooooouuuuyysz')",
    },
    "position": {DUCKDB: "STRPOS($a, $b)", SPARK: "LOCATE($b, $a)"},
    "character": {DUCKDB: "CHR($a)", SPARK: "DECODE(UNHEX(LPAD(HEX($a), 8, '0')), 'UTF-32')"},
    "code_point": {DUCKDB: "UNICODE($a)", SPARK: "CONV(HEX(ENCODE(SUBSTRING($a, 1, 1), 'UTF-32')), 16, 10)"},
    "repeated": {DUCKDB: "REPEAT($a, TRY_CAST($b AS BIGINT))", SPARK: "REPEAT($a, TRY_CAST($b AS INT))"},
    "reversed": {DUCKDB: "REVERSE($a)", SPARK: "REVERSE($a)"},
    "pieces": {DUCKDB: "STRING_SPLIT($a, $b)", SPARK: "SPLIT($a, CONCAT('\\\\Q', $b, '\\\\E'))"},
    "piece": {DUCKDB: "LIST_EXTRACT($a, TRY_CAST($b AS BIGINT))", SPARK: "GET($a, CAST($b - 1 AS INT))"},
    "piece_count": {DUCKDB: "LEN($a)", SPARK: "SIZE($a)"},
    "pieces_length": {  # of the first $b pieces
        DUCKDB: "LIST_SUM(LIST_TRANSFORM(LIST_SLICE($a, 1, TRY_CAST($b AS BIGINT)), LAMBDA one : LENGTH(one)))",
        SPARK: "AGGREGATE(SLICE($a, 1, GREATEST(TRY_CAST($b AS INT), 0)), 0, (total, one) -> total + LENGTH(one))",
    },
    "proper": {  # a capital where a run of letters begins
        DUCKDB: "ARRAY_TO_STRING(LIST_TRANSFORM(REGEXP_EXTRACT_ALL(LOWER($a), '\\pL+|[^\\pL]+'), "
        "LAMBDA word : UPPER(SUBSTRING(word, 1, 1)) || SUBSTRING(word, 2)), '')",
        SPARK: "ARRAY_JOIN(TRANSFORM(REGEXP_EXTRACT_ALL(LOWER($a), '\\\\p{L}+|[^\\\\p{L}]+', 0), "
        "word -> CONCAT(UPPER(SUBSTRING(word, 1, 1)), SUBSTRING(word, 2))), '')",
    },
    # lists of numbers, sorted
    "sorted_numbers": {
        DUCKDB: "LIST_SORT(LIST_FILTER($a, LAMBDA one : NOT one IS NULL))",
        SPARK: "SORT_ARRAY(FILTER($a, one -> NOT one IS NULL))",
    },
    "squares_from": {  # the sum of squared distances from $b
        DUCKDB: "LIST_REDUCE(LIST_CONCAT([0e0], LIST_TRANSFORM($a, LAMBDA one : (one - $b) * (one - $b))), "
        "LAMBDA one, two : one + two)",
        SPARK: "AGGREGATE(TRANSFORM($a, one -> (one - $b) * (one - $b)), 0e0, (one, two) -> one + two)",
    },
    "total": {
        DUCKDB: "LIST_REDUCE(LIST_CONCAT([0e0], $a), LAMBDA one, two : one + two)",
        SPARK: "AGGREGATE($a, 0e0, (one, two) -> one + two)",
    },
    "product": {
        DUCKDB: "LIST_REDUCE(LIST_CONCAT([1e0], $a), LAMBDA one, two : one * two)",
        SPARK: "AGGREGATE($a, 1e0, (one, two) -> one * two)",
    },
    # patterns: the common part of RE2 and Java's regular expressions
    "matches": {DUCKDB: "REGEXP_MATCHES($a, $b)", SPARK: "RLIKE($a, $b)"},
    "replaced_all": {DUCKDB: "REGEXP_REPLACE($a, $b, $c, 'g')", SPARK: "REGEXP_REPLACE($a, $b, $c)"},
    "replaced_by": {  # $c is the replacement as RE2 writes groups (\1), $d as Java does ($1)
        DUCKDB: "REGEXP_REPLACE($a, $b, $c, 'g')",
        SPARK: "REGEXP_REPLACE($a, $b, $d)",
    },
    "replaced_first": {  # $d and $e are the same with what is before as the first group
        DUCKDB: "REGEXP_REPLACE($a, $b, $c)",
        SPARK: "REGEXP_REPLACE($a, $d, $e)",
    },
    "found_group": {DUCKDB: "REGEXP_EXTRACT($a, $b, $c)", SPARK: "REGEXP_EXTRACT($a, $b, $c)"},
    # dates
    "date_of_text": {DUCKDB: "TRY_CAST($a AS DATE)", SPARK: "TRY_CAST($a AS DATE)"},
    "days_since": {DUCKDB: "DATE_DIFF('day', CAST($b AS DATE), $a)", SPARK: "DATEDIFF($a, CAST($b AS DATE))"},
    "plus_days": {
        DUCKDB: "CAST($b AS DATE) + CAST(LEAST(GREATEST($a, 0e0), 2958465e0) AS INTEGER)",
        SPARK: "DATE_ADD(CAST($b AS DATE), CAST(LEAST(GREATEST($a, 0D), 2958465D) AS INT))",
    },
    "year": {DUCKDB: "YEAR($a)", SPARK: "YEAR($a)"},
    "month": {DUCKDB: "MONTH($a)", SPARK: "MONTH($a)"},
    "day": {DUCKDB: "DAYOFMONTH($a)", SPARK: "DAYOFMONTH($a)"},
    "iso_week": {DUCKDB: "WEEKOFYEAR($a)", SPARK: "WEEKOFYEAR($a)"},
    "last_day": {DUCKDB: "LAST_DAY($a)", SPARK: "LAST_DAY($a)"},
}

# aggregates over `$a`: the same whatever the order in which rows come, so that a replay gives the same bytes
AGGREGATES: dict[str, dict[str, str]] = {
    "count": {DUCKDB: "CAST(COUNT($a) AS DOUBLE)", SPARK: "CAST(COUNT($a) AS DOUBLE)"},
    "any": {DUCKDB: "MIN($a)", SPARK: "MIN($a)"},
    "least": {DUCKDB: "MIN($a)", SPARK: "MIN($a)"},
    "most": {DUCKDB: "MAX($a)", SPARK: "MAX($a)"},
    "sum": {  # exact in decimals: a sum of doubles depends on their order
        DUCKDB: "COALESCE(CAST(SUM(CASE WHEN ABS($a) < 1e15 THEN TRY_CAST($a AS DECIMAL(38, 14)) END) AS DOUBLE), 0e0) "
        "+ COALESCE(SUM(CASE WHEN ABS($a) >= 1e15 THEN $a END), 0e0)",
        SPARK: "COALESCE(CAST(SUM(CASE WHEN ABS($a) < 1e15 THEN TRY_CAST($a AS DECIMAL(38, 14)) END) AS DOUBLE), 0e0) "
        "+ COALESCE(SUM(CASE WHEN ABS($a) >= 1e15 THEN $a END), 0e0)",
    },
    "sorted": {
        DUCKDB: "LIST_SORT(ARRAY_AGG($a) FILTER (WHERE NOT $a IS NULL))",
        SPARK: "SORT_ARRAY(COLLECT_LIST($a))",
    },
    "joined": {  # in the order of the rows, which is $c
        DUCKDB: "STRING_AGG($a, $b ORDER BY $c)",
        SPARK: "ARRAY_JOIN(TRANSFORM(SORT_ARRAY(COLLECT_LIST(STRUCT($c AS n, $a AS v))), one -> one.v), $b)",
    },
}
