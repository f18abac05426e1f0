"""The JSON of the API as types, one module per resource: they decode requests, encode responses and describe both."""
