-- The contacts that the import made and that nothing has touched since: no later change, no sale, and for a structure
-- no relay that stays.
CREATE TEMP TABLE undoable AS
WITH untouched AS (
    SELECT institution, number, kind FROM contact AS made
    WHERE imported_by = $1 AND changed_by = $1
        AND NOT EXISTS (
            SELECT FROM sales_order WHERE sales_order.institution = made.institution AND purchaser = made.number
        )
        AND NOT EXISTS (SELECT FROM ticket WHERE ticket.institution = made.institution AND holder = made.number)
)
SELECT institution, number FROM untouched
WHERE kind <> 'structure' OR NOT EXISTS (
    SELECT FROM contact AS relay
    WHERE relay.institution = untouched.institution AND relay.structure = untouched.number
        AND (relay.institution, relay.number) NOT IN (SELECT institution, number FROM untouched)
)
