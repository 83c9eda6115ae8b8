"""What every room stands on: settings, database, jobs, clock, ids, accounts, audit, errors."""
