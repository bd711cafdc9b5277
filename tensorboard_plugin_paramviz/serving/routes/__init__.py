"""The HTTP half: arguments, answers, and one module per route. `http_api.md` describes them."""
