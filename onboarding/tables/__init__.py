"""Long lists: a keyset page of a queryset, and the same rows as a CSV stream."""
