"""The operations of the API, one module per resource. Each declares itself by its annotations; see core.routing."""
