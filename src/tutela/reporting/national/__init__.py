"""The national report pack: what a person sends to the police or hotline of a Member State."""
