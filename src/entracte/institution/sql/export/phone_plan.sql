-- The numbering plans of countries; `leads` marks the one that a calling code in parentheses means (D56).
CREATE TEMPORARY TABLE export_phone_plan (
    country text, calling_code text, national_prefix text, shortest int, lengths int[], leads boolean
) ON COMMIT DROP
