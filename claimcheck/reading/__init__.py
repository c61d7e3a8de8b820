"""Bytes -> sources -> articles: files, lines and their looks, Markdown, stories and their parts."""
