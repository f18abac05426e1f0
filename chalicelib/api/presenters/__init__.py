"""The business's values as the API shows them, one module per resource."""
