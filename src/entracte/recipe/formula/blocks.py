"""Building blocks: what is written in the words of DuckDB, the engine of plans.

`$a`, `$b` ... are the operands. A block gives a result, possibly null, for any operands: a term may be computed for
rows that have no use for it, so none may raise an error.
"""

from __future__ import annotations

BLOCKS: dict[str, str] = {
    # numbers
    "number_of_plain": "TRY_CAST($a AS DOUBLE)",
    # C's %.15g: fifteen significant digits, no zeros at the end
    "digits_15": "FORMAT('{:.15g}', $a)",
    # 3.33333333333333e-11
    "scientific_15": "FORMAT('{:.14e}', $a)",
    # 1234567 as 1,234,567
    "thousands": "LTRIM(REVERSE(REGEXP_REPLACE(REVERSE($a), '([0-9]{3})', '\\1,', 'g')), ',')",
    # so many decimals, as a decimal reading of the double
    "fixed": "FORMAT('{:.' || CAST($b AS VARCHAR) || 'f}', $a)",
    "bits": "TRY_CAST($a AS BIGINT)",
    "exclusive_or": "XOR($a, $b)",
    # $b of $a: after each step a whole number, which is exact as long as a double can say it
    "combinations": (
        "LIST_REDUCE(LIST_CONCAT([1e0], CAST(RANGE(1, TRY_CAST($b AS BIGINT) + 1) AS DOUBLE[])), "
        "LAMBDA one, two : ROUND(one * ($a - $b + two) / two))"
    ),
    "common_divisor": "CAST(GCD(TRY_CAST($a AS BIGINT), TRY_CAST($b AS BIGINT)) AS DOUBLE)",
    # whole numbers from 0, bases from 2 to 36
    "in_base": "TO_BASE(TRY_CAST($a AS BIGINT), TRY_CAST($b AS INTEGER))",
    # $c are the digits of all bases
    "of_base": (
        "LIST_REDUCE(LIST_CONCAT([0e0], LIST_TRANSFORM(STRING_SPLIT($a, ''), "
        "LAMBDA one : CAST(STRPOS($c, one) - 1 AS DOUBLE))), LAMBDA one, two : one * $b + two)"
    ),
    # text
    "unaccented": "STRIP_ACCENTS($a)",
    "position": "STRPOS($a, $b)",
    "character": "CHR($a)",
    "code_point": "UNICODE($a)",
    "repeated": "REPEAT($a, TRY_CAST($b AS BIGINT))",
    "pieces": "STRING_SPLIT($a, $b)",
    "piece": "LIST_EXTRACT($a, TRY_CAST($b AS BIGINT))",
    "piece_count": "LEN($a)",
    # of the first $b pieces
    "pieces_length": "LIST_SUM(LIST_TRANSFORM(LIST_SLICE($a, 1, TRY_CAST($b AS BIGINT)), LAMBDA one : LENGTH(one)))",
    # a capital where a run of letters begins
    "proper": (
        "ARRAY_TO_STRING(LIST_TRANSFORM(REGEXP_EXTRACT_ALL(LOWER($a), '\\pL+|[^\\pL]+'), "
        "LAMBDA word : UPPER(SUBSTRING(word, 1, 1)) || SUBSTRING(word, 2)), '')"
    ),
    # lists of numbers, sorted
    "sorted_numbers": "LIST_SORT(LIST_FILTER($a, LAMBDA one : NOT one IS NULL))",
    # the sum of squared distances from $b
    "squares_from": (
        "LIST_REDUCE(LIST_CONCAT([0e0], LIST_TRANSFORM($a, LAMBDA one : (one - $b) * (one - $b))), "
        "LAMBDA one, two : one + two)"
    ),
    "reciprocals": "LIST_TRANSFORM($a, LAMBDA one : 1e0 / NULLIF(one, 0e0))",
    "distances_from": "LIST_TRANSFORM($a, LAMBDA one : ABS(one - $b))",
    # the least of those that are there most often, and more than once
    "most_frequent": (
        "LIST_TRANSFORM([LIST_AGGREGATE($a, 'histogram')], LAMBDA one : "
        "CASE WHEN LIST_MAX(MAP_VALUES(one)) > 1 THEN "
        "LIST_EXTRACT(MAP_KEYS(one), LIST_POSITION(MAP_VALUES(one), LIST_MAX(MAP_VALUES(one)))) END)[1]"
    ),
    "total": "LIST_REDUCE(LIST_CONCAT([0e0], $a), LAMBDA one, two : one + two)",
    "product": "LIST_REDUCE(LIST_CONCAT([1e0], $a), LAMBDA one, two : one * two)",
    # patterns: the common part of RE2 and Java's regular expressions
    "matches": "REGEXP_MATCHES($a, $b)",
    "replaced_all": "REGEXP_REPLACE($a, $b, $c, 'g')",
    "replaced_first": "REGEXP_REPLACE($a, $b, $c)",
    "found_group": "REGEXP_EXTRACT($a, $b, $c)",
    # dates
    "date_of_text": "TRY_CAST($a AS DATE)",
    "days_since": "DATE_DIFF('day', CAST($b AS DATE), $a)",
    "plus_days": "CAST($b AS DATE) + CAST(LEAST(GREATEST($a, 0e0), 2958465e0) AS INTEGER)",
    "year": "YEAR($a)",
    "month": "MONTH($a)",
    "day": "DAYOFMONTH($a)",
    "iso_week": "WEEKOFYEAR($a)",
}

# aggregates over `$a`: the same whatever the order in which rows come, so that a replay gives the same bytes
AGGREGATES: dict[str, str] = {
    "count": "CAST(COUNT($a) AS DOUBLE)",
    "different": "CAST(COUNT(DISTINCT $a) AS DOUBLE)",
    "any": "MIN($a)",
    "least": "MIN($a)",
    "most": "MAX($a)",
    # exact in decimals: a sum of doubles depends on their order, so those too large for decimals are sorted
    "sum": (
        "COALESCE(CAST(SUM(CASE WHEN ABS($a) < 1e15 THEN TRY_CAST($a AS DECIMAL(38, 14)) END) AS DOUBLE), 0e0) "
        "+ LIST_REDUCE(LIST_CONCAT([0e0], LIST_SORT(ARRAY_AGG($a) FILTER (WHERE ABS($a) >= 1e15))), "
        "LAMBDA one, two : one + two)"
    ),
    "sorted": "LIST_SORT(ARRAY_AGG($a) FILTER (WHERE NOT $a IS NULL))",
    # in the order of the rows, which is $c
    "joined": "STRING_AGG($a, $b ORDER BY $c)",
}
