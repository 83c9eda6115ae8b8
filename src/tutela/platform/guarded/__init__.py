"""Settings that guard people: looser than shipped they hold once another person agreed."""
