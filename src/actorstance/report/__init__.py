"""Evaluations and predictions to read: Markdown and console tables, figures, and one HTML page."""
