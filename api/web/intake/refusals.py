"""What to do where a file is not read, in the reader's words."""

from __future__ import annotations

from markupsafe import Markup

from api.errors import BusyError, FileRefusedError, InvalidInputError
from api.web.page import View
from api.web.speech import mark

BUSY = mark("Too many files are being read. Try again in a few seconds.")
DAMAGED = mark("This file is damaged, or not made as such files are. Save it again, and try once more.")
PICTURE = mark("This is a picture. Words that can be selected are needed: type them, or have the picture read first.")
# By a part of the reason, the first that fits.
ADVICE = (
    ("is missing", mark("Choose a file first.")),
    ("must be a PDF", mark("Choose a PDF, a Word file (.docx), an OpenDocument text (.odt) or a text file (.txt).")),
    ("must be a spreadsheet", mark("Choose a spreadsheet (.xlsx, .ods) or a CSV file (.csv).")),
    (
        "old Word",
        mark("This file is of an old Word or Excel, or has a password. Save it as .docx or .xlsx, without one."),
    ),
    ("password", mark("This file has a password. Save it without one.")),
    ("picture", PICTURE),
    ("scan or photo", PICTURE),
    ("macros", mark("This file has macros. Save it without them.")),
    ("another file in it", mark("There is another file in this file. Take it out and save again.")),
    ("is empty", mark("There is nothing to read in this file.")),
    ("holds no", mark("There is nothing to read in this file.")),
    ("is called", mark("The file is not what its name says.")),
    ("UTF-", mark("The letters of this file cannot be read. Save it again, as UTF-8.")),
    ("far below", mark("Something stands far below the table. Delete it and save again.")),
    ("has more than", mark("This file is too large. Part it into several files.")),
    ("at most", mark("This file is too large. Part it into several files.")),
    ("would unpack", mark("This file is too large. Part it into several files.")),
    ("time or memory", mark("This file is too large. Part it into several files.")),
)  # fmt: skip


def say_refusal(error: InvalidInputError | BusyError, page: View) -> Markup:
    """Say why a file is not read, and what to do about it."""
    if isinstance(error, BusyError):
        return page.say(BUSY)
    reason = error.reason if isinstance(error, FileRefusedError) else str(error)
    return page.say(next((words for part, words in ADVICE if part in reason), DAMAGED))
