"""Files that people hand in, such as a CV or a spreadsheet: looked at, read by a confined process, and forgotten.

request -> `kinds` (what is it) -> `reading` starts a fresh interpreter -> `child` gives up all rights (`confining`),
then reads (`archive`, `docx`, `odt`, `pdf`, `plain`) onto `paper`, or (`sheets`) into a `table` -> the answer is
checked and shown to a person. The parsers are never imported in the serving process.
"""
