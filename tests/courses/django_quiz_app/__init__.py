"""The import of django-quiz-app: what it asks comes along as drafts, and nothing of what people did is read."""
