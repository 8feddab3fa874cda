"""Tables in and out: one import engine and one export engine for every model.

`tables` reads CSV and XLSX as rows of text, `columns` matches headers and reads cells, `imports` runs a table through a
model's writer batch by batch, `exports` writes CSV and XLSX as streams.
"""
