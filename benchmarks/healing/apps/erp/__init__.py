"""A small ERP's tables for Django: what a service desk keys into."""
