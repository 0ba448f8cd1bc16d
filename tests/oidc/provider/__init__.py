"""A Django project of its own: allauth's OpenID Connect provider, and people whose claims a test chooses."""
