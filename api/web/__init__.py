"""The pages: one folder for each section, with its routes, views, templates, assets and messages.

`frame` is what all pages share. A route of a section takes a `Page` (`api.web.page`) and answers with it; views turn
rows and answers into frozen dataclasses, so that templates compute nothing.
"""
