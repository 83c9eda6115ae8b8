"""What somebody has beside a password: an authenticator app, and recovery codes for its loss."""
