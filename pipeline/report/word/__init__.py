"""The page as a Word document: read from the rendered page, written with python-docx."""
