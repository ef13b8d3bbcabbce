"""The transformation language: column operations, Excel formulas, crosswalks; plan, run, explain."""
