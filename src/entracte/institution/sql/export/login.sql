-- Who must be written first where several people have one EMAIL1, so that the same one logs in again (D23, D61, D64).
-- That is whoever logs in with it; else somebody invalid, whose INVALIDATE row frees the address at the end of the file.
-- Where neither exists nobody may get the login: `holder` is a number for a contact that keeps it while the file is read.
CREATE TEMPORARY TABLE export_login ON COMMIT DROP AS
WITH highest AS (
    SELECT institution, max(number::numeric) AS number FROM export_contact GROUP BY institution
), shared AS (
    SELECT institution, email1,
        coalesce(min(place) FILTER (WHERE login), min(place) FILTER (WHERE NOT valid)) AS first_place
    FROM export_contact
    WHERE kind <> 'structure' AND email1 IS NOT NULL
    GROUP BY institution, email1
    HAVING count(*) > 1 OR NOT bool_or(login)
), numbered AS (
    SELECT shared.*,
        highest.number + row_number() OVER (
            PARTITION BY institution, first_place IS NULL ORDER BY email1 COLLATE "C"
        ) AS free
    FROM shared JOIN highest USING (institution)
)
SELECT institution, email1, first_place,
    CASE WHEN first_place IS NULL THEN lpad(free::text, greatest(8, length(free::text)), '0') END AS holder
FROM numbered
