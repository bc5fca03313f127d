"""Papers as PDF: definitions from ``resources/papers`` drawn with ReportLab, and pictures of their pages.

Nothing is imported here: whoever only wants unpacked fonts must not wait for ReportLab.
"""
