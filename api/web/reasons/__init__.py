"""Why a vacancy fits a person or does not, what was decided, and the sheet to take home."""
