-- A row holds fifty criteria; the fifty-first and later ones.
SELECT institution AS "INSTITUTION", 'UPDATE' AS "OPERATION", number AS "CONTACT_NR",
    cells[before + 1] AS "CRIT01", cells[before + 2] AS "CRIT02", cells[before + 3] AS "CRIT03", cells[before + 4]
    AS "CRIT04", cells[before + 5] AS "CRIT05", cells[before + 6] AS "CRIT06", cells[before + 7] AS "CRIT07",
    cells[before + 8] AS "CRIT08", cells[before + 9] AS "CRIT09", cells[before + 10] AS "CRIT10", cells[before + 11]
    AS "CRIT11", cells[before + 12] AS "CRIT12", cells[before + 13] AS "CRIT13", cells[before + 14] AS "CRIT14",
    cells[before + 15] AS "CRIT15", cells[before + 16] AS "CRIT16", cells[before + 17] AS "CRIT17", cells[before +
    18] AS "CRIT18", cells[before + 19] AS "CRIT19", cells[before + 20] AS "CRIT20", cells[before + 21] AS "CRIT21",
    cells[before + 22] AS "CRIT22", cells[before + 23] AS "CRIT23", cells[before + 24] AS "CRIT24", cells[before +
    25] AS "CRIT25", cells[before + 26] AS "CRIT26", cells[before + 27] AS "CRIT27", cells[before + 28] AS "CRIT28",
    cells[before + 29] AS "CRIT29", cells[before + 30] AS "CRIT30", cells[before + 31] AS "CRIT31", cells[before +
    32] AS "CRIT32", cells[before + 33] AS "CRIT33", cells[before + 34] AS "CRIT34", cells[before + 35] AS "CRIT35",
    cells[before + 36] AS "CRIT36", cells[before + 37] AS "CRIT37", cells[before + 38] AS "CRIT38", cells[before +
    39] AS "CRIT39", cells[before + 40] AS "CRIT40", cells[before + 41] AS "CRIT41", cells[before + 42] AS "CRIT42",
    cells[before + 43] AS "CRIT43", cells[before + 44] AS "CRIT44", cells[before + 45] AS "CRIT45", cells[before +
    46] AS "CRIT46", cells[before + 47] AS "CRIT47", cells[before + 48] AS "CRIT48", cells[before + 49] AS "CRIT49",
    cells[before + 50] AS "CRIT50"
FROM export_criteria JOIN export_contact USING (place), generate_series(50, cardinality(cells) - 1, 50) AS before
ORDER BY place, before
