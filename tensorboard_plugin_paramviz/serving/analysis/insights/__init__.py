"""Notices about a run: what is wrong with it or worth a look, a module each, with evidence and possible causes."""
