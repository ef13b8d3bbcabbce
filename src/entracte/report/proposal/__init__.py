"""The proposal as a page to print and a workbook to work in, in five languages."""
