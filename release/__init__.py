"""Whether what is committed can be released: `python -m release.check` builds it, and looks at what was built."""
