"""Signed webhooks to the platform whose items are scanned.

At least once, with one id per message; in no promised order. Standard Webhooks 1.0 signatures.
"""
