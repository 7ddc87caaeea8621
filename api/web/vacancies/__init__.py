"""Loading vacancies, checking what was read, and people for one."""
