"""Single sign-on: an identity provider vouches for people (OpenID Connect Core 1.0)."""
