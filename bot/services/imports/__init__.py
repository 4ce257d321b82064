"""Data in: units, officials and catalogs from the CSV and XLSX files people bring (CONTRACT, section 2).

`importing.read_file` turns bytes into a file's rows and needs no database; `importing.import_file` is the act
that compares them with what is stored, and refuses the whole file or writes the difference.
"""
