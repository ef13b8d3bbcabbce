-- The generator of contact numbers continues above the highest one, imported ones included (D22).
UPDATE institution SET number_high = generator.number::numeric
FROM generator
WHERE institution.code = generator.institution AND institution.number_high < generator.number::numeric
