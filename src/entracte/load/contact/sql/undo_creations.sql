DELETE FROM contact USING undoable
WHERE contact.institution = undoable.institution AND contact.number = undoable.number
