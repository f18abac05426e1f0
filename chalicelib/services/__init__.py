"""The use cases, one verb per file: frozen dataclasses whose fields are their collaborators (see ports), called."""
