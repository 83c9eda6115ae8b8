"""Banks and indicators: provenance, verification, withdrawal, and the index that answers scans."""
