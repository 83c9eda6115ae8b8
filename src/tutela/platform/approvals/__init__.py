"""Four eyes: what one person asks for and another one agrees to, before it is done."""
