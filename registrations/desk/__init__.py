"""The register at the desk of the foundation (`/beheer/registraties/`): queues, lists, imports, teams, wijkagenten."""
