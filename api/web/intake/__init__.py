"""Taking up a person: words, CV, form, pictures, a whole caseload."""
