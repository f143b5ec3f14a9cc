"""Business acts of certificates, one module per subject: `issuing`, `changing`, `files`, `lookups`."""
