"""Loading: checked rows into an environment, in one transaction, with a journal to undo it."""
