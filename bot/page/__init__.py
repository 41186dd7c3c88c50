"""The operator's status page: read-only, rendered here, without a script and without anything from elsewhere."""
