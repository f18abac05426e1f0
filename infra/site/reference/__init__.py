"""The API reference as a page, made of the OpenAPI document alone."""
