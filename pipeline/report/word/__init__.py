"""The page as a Word document: templates/samenvatting.docx, which one can edit in Word, filled from the view."""
