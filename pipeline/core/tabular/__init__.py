"""Tables that people hand over: text files and workbooks, every cell as text."""
