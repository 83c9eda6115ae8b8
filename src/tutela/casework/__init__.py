"""Cases: what reviewers work on. A person decides; the machine only holds, counts and reminds."""
