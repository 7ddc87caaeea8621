"""Files that people hand in, such as a CV: looked at, read by a confined process, and forgotten.

request -> `kinds` (what is it) -> `reading` starts a fresh interpreter -> `child` gives up all rights (`confining`),
then reads (`archive`, `docx`, `odt`, `pdf`, `plain`) onto `paper` -> the answer is checked and shown to a person.
Only `kinds` and `reading` run in the serving process; the parsers are never imported there.
"""
