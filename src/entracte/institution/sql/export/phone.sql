-- The cell of every phone, written so that reading it gives what is stored (D56).
-- Best is the country's calling code in parentheses. Where that would read something else, the number is written for the
-- country assumed; `detour` is the country to assume where the INSERT row assumes another one, which takes an UPDATE row.
-- A country without a numbering plan (AQ) is the one to assume for a number stored without country.
CREATE TEMPORARY TABLE export_phone ON COMMIT DROP AS
SELECT phone.place, phone.field,
    CASE
        WHEN code IS NULL THEN number
        WHEN is_forced THEN '(' || code || ')' || CASE WHEN doubled THEN meant.national_prefix ELSE '' END || number
        WHEN starts_with(number, written.national_prefix) AND written.national_prefix NOT LIKE '0%'
            AND written.national_prefix <> '' THEN written.national_prefix || number
        WHEN starts_with(number, written.national_prefix) THEN '00' || code || written.national_prefix || number
        ELSE '00' || coalesce(written.calling_code, code) || number
    END AS cell,
    CASE
        WHEN code IS NULL THEN CASE WHEN NOT is_short THEN 'AQ' END
        WHEN NOT is_forced AND NOT is_assumed THEN written.country
    END AS detour
FROM (
    SELECT place, field, code, phone.number, coalesce(created_country, home_country) AS assumed
    FROM export_contact, LATERAL (VALUES
        ('TELEPHONE', telephone_country, telephone_number),
        ('FAX', fax_country, fax_number),
        ('CELLPHONE', cellphone_country, cellphone_number)
    ) AS phone (field, code, number)
    WHERE phone.number IS NOT NULL
) AS phone
LEFT JOIN export_phone_plan AS own ON own.country = assumed
LEFT JOIN export_phone_plan AS meant ON meant.calling_code = code AND meant.leads,
    LATERAL (SELECT meant.national_prefix <> '' AND starts_with(number, meant.national_prefix) AS doubled) AS prefixed,
    LATERAL (SELECT
        coalesce(
            length(number) = ANY (meant.lengths) AND NOT (doubled AND meant.national_prefix NOT LIKE '0%'), false
        ) AS is_forced,
        coalesce(own.calling_code = code AND length(number) >= own.shortest, false) AS is_assumed,
        own.country IS NULL OR NOT starts_with(number, '00' || own.calling_code)
            AND length(number) - CASE WHEN starts_with(number, own.national_prefix)
                THEN length(own.national_prefix) ELSE 0 END < own.shortest AS is_short
    ) AS reading
LEFT JOIN LATERAL (
    SELECT plan.*
    FROM export_phone_plan AS plan
    WHERE NOT is_forced AND plan.calling_code = code
    ORDER BY plan.country <> assumed, plan.shortest, plan.country
    LIMIT 1
) AS written ON true
