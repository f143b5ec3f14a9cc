"""Issuing, correcting, revoking, and making the PDF."""
